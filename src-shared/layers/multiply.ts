/** Multiply: the product of its inputs, element by element. */
import { mergedShape } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { commonMask } from './merge-mask.ts';
import { operationLayer } from './operation.ts';

export const multiply = defineLayer({
  kind: 'multiply',
  title: 'Multiply',
  group: 'merge',
  summary: 'Multiplies its inputs value by value. One input can so open and close the other, like a gate.',
  keywords: ['product', 'times', 'gate', 'attention', 'merge'],
  inputs: { min: 2, max: 16 },
  fields: {},
  shape: (_params, inputs) => mergedShape(inputs),
  countWeights: () => noWeights,
  build: (tf, _params, context, inputs) =>
    operationLayer(tf, context, {
      shape: mergedShape(inputs),
      mask: (_inputs, state) => commonMask(tf.core, state),
      compute: (tensors) => tensors.reduce((product, x) => tf.core.mul(product, x)),
    }),
});
