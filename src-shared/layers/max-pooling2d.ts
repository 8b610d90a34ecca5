/** Max pooling 2D: keeps the strongest value of each block. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { defineLayer, noWeights } from './layer.ts';
import { operationLayer } from './operation.ts';
import { pooledShape, poolingFields } from './pooling.ts';

const title = 'Max pooling 2D';

export const maxPooling2d = defineLayer({
  kind: 'maxPooling2d',
  title,
  group: 'pooling',
  summary: 'Makes a picture smaller by keeping the strongest value of each block.',
  keywords: ['maxpool', 'downsample', 'shrink', 'reduce', 'subsampling'],
  inputs: { min: 1, max: 1 },
  fields: poolingFields,
  shape: (params, inputs) => pooledShape(params, inputs, title),
  countWeights: () => noWeights,
  build: (tf, params, context, inputs) =>
    operationLayer(tf, context, {
      shape: pooledShape(params, inputs, title),
      compute: ([x]) => tf.core.maxPool(x as Tensor4D, [...params.poolSize], [...params.strides], params.padding),
    }),
});
