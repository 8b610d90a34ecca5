/** Masking: marks the steps of a sequence that are only filling. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { sequenceInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';

export const masking = defineOperation({
  kind: 'masking',
  title: 'Masking',
  group: 'recurrent',
  summary: 'Leaves out steps that are only filling, so that sequences of different lengths can be trained together.',
  keywords: ['mask', 'padding', 'variable length', 'skip', 'sequence'],
  fields: {
    maskValue: {
      type: 'number',
      label: 'Mask value',
      help: 'A step in which every value is this number counts as filling.',
      default: 0,
      min: -1_000_000,
      max: 1_000_000,
    },
  },
  shape: (_params, inputs) => [...sequenceInput(inputs, 'Masking')],
  operation({ core, params }) {
    // 1 where any value differs. Made of ops that have a gradient (zero), since comparisons have none.
    const isReal = (x: Tensor): Tensor => core.max(core.sign(core.abs(core.sub(x, params.maskValue))), -1, true);
    return {
      mask: ([x]) => core.squeeze(isReal(x!), [-1]),
      compute: ([x]) => core.mul(x!, isReal(x!)),
    };
  },
});
