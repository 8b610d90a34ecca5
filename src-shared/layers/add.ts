/** Add: the sum of its inputs, element by element. */
import { mergedShape } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { operationLayer } from './operation.ts';
import { commonMask } from './merge-mask.ts';

export const add = defineLayer({
  kind: 'add',
  title: 'Add',
  group: 'merge',
  summary: 'Adds its inputs value by value. With a connection that skips some layers, it makes a residual block.',
  keywords: ['sum', 'plus', 'skip', 'residual', 'resnet', 'merge'],
  inputs: { min: 2, max: 16 },
  fields: {},
  shape: (_params, inputs) => mergedShape(inputs),
  countWeights: () => noWeights,
  build: (tf, _params, context, inputs) =>
    operationLayer(tf, context, {
      shape: mergedShape(inputs),
      mask: (_inputs, state) => commonMask(tf.core, state),
      compute: (tensors) => tensors.reduce((sum, x) => tf.core.add(sum, x)),
    }),
});
