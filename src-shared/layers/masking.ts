/** Masking: marks the steps of a sequence that are only filling. */
import { sequenceInput } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { operationLayer } from './operation.ts';

export const masking = defineLayer({
  kind: 'masking',
  title: 'Masking',
  group: 'recurrent',
  summary: 'Leaves out steps that are only filling, so that sequences of different lengths can be trained together.',
  keywords: ['mask', 'padding', 'variable length', 'skip', 'sequence'],
  inputs: { min: 1, max: 1 },
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
  countWeights: () => noWeights,
  build(tf, params, context, inputs) {
    const { core } = tf;
    // 1 where any value differs. Made of ops that have a gradient (zero), since comparisons have none.
    const isReal = (x: Parameters<typeof core.abs>[0]) =>
      core.max(core.sign(core.abs(core.sub(x, params.maskValue))), -1, true);
    return operationLayer(tf, context, {
      shape: [...sequenceInput(inputs, 'Masking')],
      mask: ([x]) => core.squeeze(isReal(x!), [-1]),
      compute: ([x]) => core.mul(x!, isReal(x!)),
    });
  },
});
