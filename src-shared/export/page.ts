/** A web page that shows a decoder: sliders, and what it makes of them. Owns its words and options. */
import { sizeOf } from '../layers/layer.ts';
import { defineExport } from './format.ts';

/** More numbers than this make no page that anybody would open. */
const mostValues = 65_536;

export const page = defineExport({
  id: 'page',
  title: 'Web page',
  audience: 'showing a friend',
  summary:
    'One page with the decoder and its sliders in it. A double click opens it in any browser, without Hourglass and without a network.',
  ending: '.html',
  takes: ['decoder'],
  fields: {
    sliders: {
      type: 'integer',
      label: 'Sliders',
      help: 'How many there are at most: of the latent’s own values, or of the directions in which the data spread most.',
      default: 12,
      min: 1,
      max: 64,
    },
  },
  tolerance: () => 1e-4,
  refuse(part) {
    const [latent] = part.inputs;
    const size = latent ? sizeOf(latent.shape) : 0;
    if (part.inputs.length === 1 && size <= mostValues) return null;
    return {
      received:
        part.inputs.length === 1
          ? `The latent of “${part.title}” has ${size.toLocaleString('en')} values.`
          : `“${part.title}” has ${part.inputs.length} inputs.`,
      expected: `A page moves one latent of at most ${mostValues.toLocaleString('en')} values.`,
      action: 'Give the network a smaller latent, or choose another format.',
    };
  },
});
