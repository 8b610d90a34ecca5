/** Upsampling 1D: a sequence becomes longer by a whole factor, with nothing learned. */
import { enlarge } from './enlarge.ts';
import { sequenceInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';

export const upSampling1d = defineOperation({
  kind: 'upSampling1d',
  title: 'Upsampling 1D',
  group: 'pooling',
  summary: 'Makes a sequence longer by repeating every step.',
  keywords: ['upsample', 'repeat', 'lengthen', 'sequence', 'decoder'],
  fields: {
    size: {
      type: 'integer',
      label: 'Size',
      help: 'How many times every step is repeated.',
      default: 2,
      min: 1,
      max: 4096,
    },
  },
  shape(params, inputs) {
    const [steps, features] = sequenceInput(inputs, 'Upsampling 1D');
    return [steps * params.size, features];
  },
  operation: ({ core, params: { size } }) => ({ compute: ([x]) => enlarge(core, x!, 1, size, 'nearest') }),
});
