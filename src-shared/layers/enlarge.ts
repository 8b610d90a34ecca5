/**
 * Enlarging by whole factors along one axis, made of concatenations only: TensorFlow.js's own resize gradients do not
 * know Keras's pixel centres (tfjs-core 4.22, ResizeBilinear_grad.js). Owns the two ways, nearest and bilinear.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './layer.ts';

export type Interpolation = 'nearest' | 'bilinear';

/** Makes `axis` of `x` (any rank, axis not the batch) `factor` times as long. */
export function enlarge(
  core: TensorFlow['core'],
  x: Tensor,
  axis: number,
  factor: number,
  interpolation: Interpolation,
): Tensor {
  if (factor === 1) return core.clone(x);
  const size = x.shape[axis] ?? 1;
  const shape = x.shape.map((n, i) => (i === axis ? n * factor : n));
  // Folds what follows the axis into one: copies side by side there are copies one after the other along the axis.
  const before = x.shape.slice(0, axis).reduce((product, n) => product * n, 1);
  const rows = core.reshape(x, [before, size, x.size / (before * size)]);
  const copies = Array.from({ length: factor }, (_, k) =>
    interpolation === 'nearest' ? rows : between(core, rows, (k + 0.5) / factor - 0.5),
  );
  return core.reshape(core.concat(copies, 2), shape);
}

/** Values `offset` (−½ to ½) of a pixel further along axis 1, the border pixels repeated outwards. */
function between(core: TensorFlow['core'], rows: Tensor, offset: number): Tensor {
  const [before = 1, size = 1, width = 1] = rows.shape;
  if (offset === 0 || size === 1) return rows;
  const first = core.slice(rows, [0, 0, 0], [before, 1, width]);
  const last = core.slice(rows, [0, size - 1, 0], [before, 1, width]);
  const neighbours =
    offset < 0
      ? core.concat([first, core.slice(rows, [0, 0, 0], [before, size - 1, width])], 1)
      : core.concat([core.slice(rows, [0, 1, 0], [before, size - 1, width]), last], 1);
  const share = Math.abs(offset);
  return core.add(core.mul(rows, 1 - share), core.mul(neighbours, share));
}
