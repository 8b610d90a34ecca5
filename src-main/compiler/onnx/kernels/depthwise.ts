/** ONNX nodes of depthwise convolutions: each channel has `multiplier` kernels of its own, `[height, width, channels, multiplier]`. */
import { windowGeometry, type WindowAttributes } from '../../kernels/window.ts';
import { lower, operand, result, type OnnxRule } from '../rule.ts';
import { gatherPhased, interleave, phasedAxis, phasedKernel, windows } from './patches.ts';

type InputGradient = WindowAttributes & { inputShape: readonly number[] };
type FilterGradient = WindowAttributes & { filterShape: readonly number[] };

export const depthwise: OnnxRule = lower<WindowAttributes>((call, op) => {
  const [x, filter] = [operand(call, 'x'), operand(call, 'filter')];
  const [, , channels = 1, multiplier = 1] = filter.shape;
  const patches = windows(op, x.name, x.shape, windowGeometry(x.shape, filter.shape, call.attributes, true));
  const rows = (x.shape[0] ?? 0) * patches.positions;
  const products = op.node('Mul', [
    op.reshape(patches.name, [rows, patches.taps, channels, ...perKernel(multiplier, 1)]),
    op.reshape(filter.name, [patches.taps, channels, ...perKernel(multiplier, multiplier)]),
  ]);
  const summed = op.reduceMiddle('ReduceSum', products, [rows, patches.taps, channels * multiplier]);
  return op.reshape(summed, result(call).shape);
});

export const depthwiseInputGradient: OnnxRule = lower<InputGradient>((call, op) => {
  const [dy, filter] = [operand(call, 'dy'), operand(call, 'filter')];
  const { inputShape } = call.attributes;
  const [, , channels = 1, multiplier = 1] = filter.shape;
  const geometry = windowGeometry(inputShape, filter.shape, call.attributes, true);
  const [height, width] = [phasedAxis(geometry.height), phasedAxis(geometry.width)];
  const patches = gatherPhased(op, dy.name, dy.shape, height, width);
  const rows = (inputShape[0] ?? 0) * patches.positions;
  const phases = height.phases * width.phases;
  const kernel = phasedKernel(op, filter.name, filter.shape, height, width).name;
  const products = op.node('Mul', [
    op.reshape(patches.name, [rows, patches.taps, 1, channels, ...perKernel(multiplier, multiplier)]),
    op.reshape(kernel, [patches.taps, phases, channels, ...perKernel(multiplier, multiplier)]),
  ]);
  const size = phases * channels;
  const perTap =
    multiplier === 1 ? products : op.reduceMiddle('ReduceSum', products, [rows * patches.taps * size, multiplier, 1]);
  return interleave(op, op.reduceMiddle('ReduceSum', perTap, [rows, patches.taps, size]), inputShape, height, width);
});

export const depthwiseFilterGradient: OnnxRule = lower<FilterGradient>((call, op) => {
  const [x, dy] = [operand(call, 'x'), operand(call, 'dy')];
  const { filterShape } = call.attributes;
  const [, , channels = 1, multiplier = 1] = filterShape;
  const patches = windows(op, x.name, x.shape, windowGeometry(x.shape, filterShape, call.attributes, true));
  const rows = (x.shape[0] ?? 0) * patches.positions;
  const products = op.node('Mul', [
    op.reshape(patches.name, [rows, patches.taps, channels, ...perKernel(multiplier, 1)]),
    op.reshape(dy.name, [rows, 1, channels, ...perKernel(multiplier, multiplier)]),
  ]);
  const size = patches.taps * channels * multiplier;
  return op.reshape(op.reduceMiddle('ReduceSum', products, [1, rows, size]), filterShape);
});

/** The axis of a channel's several kernels; with one kernel there is none, since fewer axes broadcast faster. */
function perKernel(multiplier: number, size: number): number[] {
  return multiplier === 1 ? [] : [size];
}
