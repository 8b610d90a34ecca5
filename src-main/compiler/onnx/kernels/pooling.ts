/** ONNX nodes of pooling and its gradients, `[batch, height, width, channels]`. */
import { poolGeometry, type PoolAttributes, type WindowAxis } from '../../kernels/window.ts';
import type { OnnxBuilder } from '../builder.ts';
import { lower, operand, result, type OnnxRule } from '../rule.ts';
import { applyMap, transposeMap, type AxisMap } from './axis-map.ts';
import { range, windows, type Patches } from './patches.ts';

export const maxPool: OnnxRule = lower<PoolAttributes>((call, op) => {
  const x = operand(call, 'x');
  const patches = windows(op, x.name, x.shape, poolGeometry(x.shape, call.attributes), -Infinity);
  const [batch = 0, , , channels = 0] = x.shape;
  const largest = op.reduceMiddle('ReduceMax', patches.name, [batch * patches.positions, patches.taps, channels]);
  return op.reshape(largest, result(call).shape);
});

/** Of patches `[batch, positions, taps, channels]`, whether each tap is the first largest of its window. */
type FirstLargest = (op: OnnxBuilder, patches: Patches) => string;

/** The gradient goes to the first largest element of each window, as in TensorFlow. */
export const maxPoolGradientBy = (firstLargest: FirstLargest): OnnxRule =>
  lower<PoolAttributes>((call, op) => {
    const [dy, x] = [operand(call, 'dy'), operand(call, 'input')];
    const [batch = 0, , , channels = 0] = x.shape;
    const geometry = poolGeometry(x.shape, call.attributes);
    const patches = windows(op, x.name, x.shape, geometry, -Infinity);
    const { positions, taps } = patches;
    const parts = op.node('Where', [
      firstLargest(op, patches),
      op.reshape(dy.name, [batch, positions, 1, channels]),
      op.scalar(0, 'float32'),
    ]);
    const rows = op.reshape(parts, [batch, positions * taps, channels]);
    const map = contributions(geometry.height, geometry.width);
    return op.reshape(applyMap(op, rows, [batch, positions * taps, channels], 1, map).name, x.shape);
  });

export const maxPoolGradient = maxPoolGradientBy((op, { name, taps }) => {
  const largest = op.node('ArgMax', [name], { axis: 2, keepdims: 1 });
  const numbers = op.constant(range(taps), [taps, 1], 'int64');
  return op.node('Equal', [largest, numbers]);
});

/** For each input position the (window, element) pairs that lie on it, as indices into `[windows · elements]`. */
function contributions(height: WindowAxis, width: WindowAxis): AxisMap {
  const sources = Array.from({ length: height.input * width.input }, (): { at: number; weight: number }[] => []);
  let index = 0;
  for (const row of starts(height))
    for (const column of starts(width))
      for (let y = 0; y < height.kernel; y++)
        for (let x = 0; x < width.kernel; x++, index++) {
          const [atY, atX] = [row + y * height.dilation, column + x * width.dilation];
          if (atY < 0 || atY >= height.input || atX < 0 || atX >= width.input) continue;
          sources[atY * width.input + atX]?.push({ at: index, weight: 1 });
        }
  return { inputSize: index, sources };
}

function starts({ output, stride, before }: WindowAxis): number[] {
  return Array.from({ length: output }, (_, at) => at * stride - before);
}

/** Averages over the elements inside the image: padding does not count. */
function averages(axis: WindowAxis): AxisMap {
  const sources = starts(axis).map((start) => {
    const inside = Array.from({ length: axis.kernel }, (_, tap) => start + tap * axis.dilation).filter(
      (at) => at >= 0 && at < axis.input,
    );
    return inside.map((at) => ({ at, weight: 1 / inside.length }));
  });
  return { inputSize: axis.input, sources };
}

function applyBoth(op: OnnxBuilder, x: string, shape: readonly number[], height: AxisMap, width: AxisMap): string {
  const rows = applyMap(op, x, shape, 1, height);
  return applyMap(op, rows.name, rows.shape, 2, width).name;
}

export const averagePool: OnnxRule = lower<PoolAttributes>((call, op) => {
  const x = operand(call, 'x');
  const { height, width } = poolGeometry(x.shape, call.attributes);
  return applyBoth(op, x.name, x.shape, averages(height), averages(width));
});

/** The adjoint of averagePool. TensorFlow.js's own kernel divides by the whole window at padded borders too, which is wrong. */
export const averagePoolGradient: OnnxRule = lower<PoolAttributes>((call, op) => {
  const [dy, x] = [operand(call, 'dy'), operand(call, 'input')];
  const { height, width } = poolGeometry(x.shape, call.attributes);
  return applyBoth(op, dy.name, dy.shape, transposeMap(averages(height)), transposeMap(averages(width)));
});
