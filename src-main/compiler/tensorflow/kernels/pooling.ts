/**
 * TensorFlow nodes of pooling and its gradients, `[batch, height, width, channels]`. Paddings that have no name in
 * TensorFlow are made by hand, around an operation without any.
 */
import { poolGeometry, type PoolAttributes, type WindowAxis } from '../../kernels/window.ts';
import type { Attribute, Tensor, TensorFlowBuilder } from '../builder.ts';
import { lower, operand, type Operand, type TensorFlowRule } from '../rule.ts';
import { namedPadding, paddingBehind } from './padding.ts';

/** Never the largest, and unlike -Infinity harmless in a product with zero. */
const lowest = -3.4028234663852886e38;

interface Pool {
  readonly axes: readonly WindowAxis[];
  readonly attributes: Record<string, Attribute>;
  /** Before and after, of all four axes; null where TensorFlow pads by itself. */
  readonly paddings: readonly (readonly [number, number])[] | null;
}

function poolOf(shape: readonly number[], attributes: PoolAttributes): Pool {
  const { height, width } = poolGeometry(shape, attributes);
  const axes = [height, width];
  if (axes.some(({ dilation }) => dilation > 1))
    throw new Error('A pooling layer has a dilation. Expected none. Set its dilations to 1.');
  const named = namedPadding(axes);
  return {
    axes,
    attributes: {
      ksize: [1, ...axes.map(({ kernel }) => kernel), 1],
      strides: [1, ...axes.map(({ stride }) => stride), 1],
      padding: named ?? 'VALID',
      data_format: 'NHWC',
    },
    paddings: named ? null : [[0, 0], ...axes.map((axis) => [axis.before, paddingBehind(axis)] as const), [0, 0]],
  };
}

function padded(op: TensorFlowBuilder, x: Tensor, { paddings }: Pool, value: number): Tensor {
  if (!paddings) return x;
  return op.node('PadV2', [x, op.constant(paddings.flat(), [4, 2], 'int32'), op.scalar(value, x.dtype)]);
}

function unpadded(op: TensorFlowBuilder, gradient: Tensor, { paddings }: Pool, shape: readonly number[]): Tensor {
  if (!paddings) return gradient;
  return op.node('Slice', [gradient, op.int32(paddings.map(([before]) => before)), op.int32(shape)]);
}

/** By how much the mean over a whole window is too small where some of it is padding; null where TensorFlow knows. */
function correction(op: TensorFlowBuilder, { axes, paddings }: Pool): Tensor | null {
  if (!paddings) return null;
  const [rows, columns] = axes.map((axis) =>
    Array.from({ length: axis.output }, (_, at) => {
      const start = at * axis.stride - axis.before;
      return axis.kernel / (Math.min(start + axis.kernel, axis.input) - Math.max(start, 0));
    }),
  ) as [number[], number[]];
  const factors = rows.flatMap((row) => columns.map((column) => row * column));
  return op.constant(factors, [1, rows.length, columns.length, 1], 'float32');
}

export const maxPool: TensorFlowRule = lower<PoolAttributes>((call, op) => {
  const x = operand(call, 'x');
  const pool = poolOf(x.shape, call.attributes);
  return op.node('MaxPool', [padded(op, x, pool, lowest)], pool.attributes);
});

export const maxPoolGradient: TensorFlowRule = lower<PoolAttributes>((call, op) => {
  const [dy, x, y] = [operand(call, 'dy'), operand(call, 'input'), operand(call, 'output')];
  const pool = poolOf(x.shape, call.attributes);
  return unpadded(op, op.node('MaxPoolGrad', [padded(op, x, pool, lowest), y, dy], pool.attributes), pool, x.shape);
});

export const averagePool: TensorFlowRule = lower<PoolAttributes>((call, op) => {
  const x = operand(call, 'x');
  const pool = poolOf(x.shape, call.attributes);
  const mean = op.node('AvgPool', [padded(op, x, pool, 0)], pool.attributes);
  const factor = correction(op, pool);
  return factor ? op.node('Mul', [mean, factor]) : mean;
});

/** The adjoint of averagePool. TensorFlow.js's own kernel divides by the whole window at padded borders too, which is wrong. */
export const averagePoolGradient: TensorFlowRule = lower<PoolAttributes>((call, op) => {
  const [dy, x] = [operand(call, 'dy'), operand(call, 'input')];
  const pool = poolOf(x.shape, call.attributes);
  const factor = correction(op, pool);
  const given: Tensor = factor ? op.node('Mul', [dy, factor]) : dy;
  const gradient = op.node('AvgPoolGrad', [op.int32(sizesOf(x, pool)), given], pool.attributes);
  return unpadded(op, gradient, pool, x.shape);
});

function sizesOf({ shape }: Operand, { paddings }: Pool): number[] {
  return shape.map((size, axis) => size + (paddings?.[axis]?.[0] ?? 0) + (paddings?.[axis]?.[1] ?? 0));
}
