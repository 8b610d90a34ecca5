/** Average pooling 2D: keeps the mean of each block. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { samePadding } from './conv-arithmetic.ts';
import { pictureInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import { pooledShape, poolingFields } from './pooling.ts';

const title = 'Average pooling 2D';

export const averagePooling2d = defineOperation({
  kind: 'averagePooling2d',
  title,
  group: 'pooling',
  summary: 'Makes a picture smaller by keeping the mean of each block. Gentler than max pooling.',
  keywords: ['avgpool', 'mean', 'downsample', 'shrink', 'reduce', 'blur'],
  fields: poolingFields,
  shape: (params, inputs) => pooledShape(params, inputs, title),
  operation({ core, params, inputs, shape }) {
    const { poolSize, strides, padding } = params;
    const [height, width] = pictureInput(inputs, title);
    const rows = padding === 'same' ? samePadding(height, poolSize[0], strides[0]) : ([0, 0] as const);
    const columns = padding === 'same' ? samePadding(width, poolSize[1], strides[1]) : ([0, 0] as const);
    const isPadded = rows[1] > 0 || columns[1] > 0;
    const factors = isPadded ? borderFactors(height, width, params, shape, rows[0], columns[0]) : null;
    return {
      // TensorFlow.js's gradient forgets that blocks at a padded border hold fewer values
      // (tfjs-backend-cpu 4.22, AvgPoolGrad.js): pad with zeros and correct the means instead.
      compute([x]) {
        const pool = (picture: Tensor4D): Tensor4D => core.avgPool(picture, [...poolSize], [...strides], 'valid');
        if (factors === null) return pool(x as Tensor4D);
        const padded = core.pad(x as Tensor4D, [[0, 0], [...rows], [...columns], [0, 0]]);
        return core.mul(pool(padded), core.tensor4d(factors, [1, shape[0] ?? 1, shape[1] ?? 1, 1]));
      },
    };
  },
});

/** For each block, its size ÷ the number of its values that lie inside the picture; row by row. */
function borderFactors(
  height: number,
  width: number,
  { poolSize, strides }: { readonly poolSize: readonly [number, number]; readonly strides: readonly [number, number] },
  [rows = 0, columns = 0]: readonly number[],
  top: number,
  left: number,
): Float32Array {
  const inside = (index: number, stride: number, pool: number, before: number, size: number): number =>
    Math.min(index * stride - before + pool, size) - Math.max(index * stride - before, 0);
  const factors = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      factors[row * columns + column] =
        (poolSize[0] * poolSize[1]) /
        (inside(row, strides[0], poolSize[0], top, height) * inside(column, strides[1], poolSize[1], left, width));
  return factors;
}
