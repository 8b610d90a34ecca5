/** Reconstruct: originals, what the network is fed, what it makes of them, and the error between. */
import { findObjective } from '../objectives/index.ts';
import { choice } from '../layers/fields-common.ts';
import { isImpossible } from '../wire/explore/info.ts';
import { definePanel } from './panel.ts';

export const reconstruct = definePanel({
  kind: 'reconstruct',
  title: 'Reconstruct',
  summary: 'What the network makes of samples, how far off it is, and how it got there epoch by epoch.',
  fields: {
    part: choice({
      label: 'Samples',
      help: 'Training samples the network has seen; how it does on the others says whether it has learned or memorised.',
      default: 'validation',
      options: { train: 'Training', validation: 'Validation', test: 'Test' },
    }),
    sort: choice({
      label: 'Order',
      help: 'By mean squared error, or as the data have them.',
      default: 'worst',
      options: { worst: 'Worst first', best: 'Best first', data: 'Data’s order' },
    }),
    invert: {
      type: 'boolean',
      label: 'Invert dropped pictures',
      help: 'Dark becomes light: for a scan of ink, when the network knows light strokes on black.',
      default: false,
    },
    size: choice({
      label: 'Size',
      help: 'How large each picture is shown.',
      default: 'medium',
      options: { small: 'S', medium: 'M', large: 'L' },
    }),
  },
  refuse({ made, objective }) {
    if (isImpossible(made)) return made.impossible;
    if (findObjective(objective)?.target !== 'none') return null;
    return 'The network makes samples from noise and is given none, so that there is nothing to reconstruct. Look at Sample instead.';
  },
});
