/**
 * Convolutions with a dilation above 1, which TensorFlow.js computes but cannot differentiate. Owns only the detour:
 * pick every d-th row and column into a batch of smaller pictures, convolve those densely, and put them back together
 * (Chen et al. 2016, "DeepLab", section 3.1; TensorFlow does the same with space-to-batch). Exact, with no extra arithmetic.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { samePadding, spanOf } from './conv-arithmetic.ts';
import type { Padding } from './conv-arithmetic.ts';
import type { TensorFlow } from './layer.ts';

type Pair = readonly [number, number];

/**
 * @param x [batch, height, width, channels]
 * @param convolve a valid convolution with stride 1 and this kernel size, without dilation
 * @returns [batch, output height, output width, filters]
 */
export function convolveDilated(
  core: TensorFlow['core'],
  x: Tensor4D,
  kernel: Pair,
  dilation: Pair,
  padding: Padding,
  convolve: (x: Tensor4D) => Tensor4D,
): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const rows = plan(height, kernel[0], dilation[0], padding);
  const columns = plan(width, kernel[1], dilation[1], padding);
  const [down, across] = dilation;
  const padded = core.pad(x, [
    [0, 0],
    [rows.before, rows.after],
    [columns.before, columns.after],
    [0, 0],
  ]);
  const split = core.reshape(padded, [batch, rows.parts, down, columns.parts, across, channels]);
  const parts = core.reshape(core.transpose(split, [2, 4, 0, 1, 3, 5]), [
    down * across * batch,
    rows.parts,
    columns.parts,
    channels,
  ]) as Tensor4D;
  const result = convolve(parts);
  const [, partHeight, partWidth, filters] = result.shape;
  const apart = core.reshape(result, [down, across, batch, partHeight, partWidth, filters]);
  const together = core.reshape(core.transpose(apart, [2, 3, 0, 4, 1, 5]), [
    batch,
    partHeight * down,
    partWidth * across,
    filters,
  ]) as Tensor4D;
  return core.slice(together, [0, 0, 0, 0], [batch, rows.output, columns.output, filters]);
}

/** Padding that also makes the size a multiple of the dilation, how long each part is, and the output size. */
function plan(size: number, kernel: number, dilation: number, padding: Padding) {
  const span = spanOf(kernel, dilation);
  const [before, after] = padding === 'same' ? samePadding(size, span, 1) : [0, 0];
  const total = before + size + after;
  const parts = Math.ceil(total / dilation);
  return { before, after: after + parts * dilation - total, parts, output: total - span + 1 };
}
