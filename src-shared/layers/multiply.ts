/** Multiply: the product of its inputs, element by element. */
import { mergedShape } from './input-checks.ts';
import { commonMask } from './merge-mask.ts';
import { defineOperation } from './operation.ts';

export const multiply = defineOperation({
  kind: 'multiply',
  title: 'Multiply',
  group: 'merge',
  summary: 'Multiplies its inputs value by value. One input can so open and close the other, like a gate.',
  keywords: ['product', 'times', 'gate', 'attention', 'merge'],
  inputs: { min: 2, max: 16 },
  fields: {},
  shape: (_params, inputs) => mergedShape(inputs),
  operation: ({ core }) => ({
    mask: (_inputs, state) => commonMask(core, state),
    compute: (tensors) => tensors.reduce((product, x) => core.mul(product, x)),
  }),
});
