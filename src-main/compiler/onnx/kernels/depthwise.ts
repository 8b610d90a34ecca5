/** ONNX nodes of depthwise convolutions: each channel has `multiplier` kernels of its own, `[height, width, channels, multiplier]`. */
import { windowGeometry, type WindowAttributes } from '../../kernels/window.ts';
import { lower, operand, result, type OnnxRule } from '../rule.ts';
import { gatherPhased, interleave, phasedAxis, phasedKernel, windows } from './patches.ts';

type InputGradient = WindowAttributes & { inputShape: readonly number[] };
type FilterGradient = WindowAttributes & { filterShape: readonly number[] };

export const depthwise: OnnxRule = lower<WindowAttributes>((call, op) => {
  const [x, filter] = [operand(call, 'x'), operand(call, 'filter')];
  const [, , channels = 1, multiplier = 1] = filter.shape;
  const batch = x.shape[0] ?? 0;
  const patches = windows(op, x.name, x.shape, windowGeometry(x.shape, filter.shape, call.attributes, true));
  const columns = op.reshape(patches.name, [batch, patches.positions, patches.taps, channels, 1]);
  const kernel = op.reshape(filter.name, [patches.taps, channels, multiplier]);
  const summed = op.node('ReduceSum', [op.node('Mul', [columns, kernel]), op.int64([2])], { keepdims: 0 });
  return op.reshape(summed, result(call).shape);
});

export const depthwiseInputGradient: OnnxRule = lower<InputGradient>((call, op) => {
  const [dy, filter] = [operand(call, 'dy'), operand(call, 'filter')];
  const { inputShape } = call.attributes;
  const [, , channels = 1, multiplier = 1] = filter.shape;
  const geometry = windowGeometry(inputShape, filter.shape, call.attributes, true);
  const [height, width] = [phasedAxis(geometry.height), phasedAxis(geometry.width)];
  const patches = gatherPhased(op, dy.name, dy.shape, height, width);
  const phases = height.phases * width.phases;
  const kernel = phasedKernel(op, filter.name, filter.shape, height, width).name;
  const products = op.node('Mul', [
    op.reshape(patches.name, [inputShape[0] ?? 0, patches.positions, patches.taps, 1, channels, multiplier]),
    op.reshape(kernel, [patches.taps, phases, channels, multiplier]),
  ]);
  const perTap = op.node('ReduceSum', [products, op.int64([5])], { keepdims: 0 });
  const summed = op.node('ReduceSum', [perTap, op.int64([2])], { keepdims: 0 });
  return interleave(op, summed, inputShape, height, width);
});

export const depthwiseFilterGradient: OnnxRule = lower<FilterGradient>((call, op) => {
  const [x, dy] = [operand(call, 'x'), operand(call, 'dy')];
  const { filterShape } = call.attributes;
  const [, , channels = 1, multiplier = 1] = filterShape;
  const batch = x.shape[0] ?? 0;
  const patches = windows(op, x.name, x.shape, windowGeometry(x.shape, filterShape, call.attributes, true));
  const products = op.node('Mul', [
    op.reshape(patches.name, [batch * patches.positions, patches.taps, channels, 1]),
    op.reshape(dy.name, [batch * patches.positions, 1, channels, multiplier]),
  ]);
  return op.reshape(op.node('ReduceSum', [products, op.int64([0])], { keepdims: 0 }), filterShape);
});
