/** Max pooling 2D: keeps the strongest value of each block. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { defineOperation } from './operation.ts';
import { pooledShape, poolingFields } from './pooling.ts';

const title = 'Max pooling 2D';

export const maxPooling2d = defineOperation({
  kind: 'maxPooling2d',
  title,
  group: 'pooling',
  summary: 'Makes a picture smaller by keeping the strongest value of each block.',
  keywords: ['maxpool', 'downsample', 'shrink', 'reduce', 'subsampling'],
  fields: poolingFields,
  shape: (params, inputs) => pooledShape(params, inputs, title),
  operation: ({ core, params: { poolSize, strides, padding } }) => ({
    compute: ([x]) => core.maxPool(x as Tensor4D, [...poolSize], [...strides], padding),
  }),
});
