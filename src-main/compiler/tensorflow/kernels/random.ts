/**
 * TensorFlow nodes of the compiler's random numbers (random-numbers.ts): the same 32-bit arithmetic, element by element.
 * In 64-bit integers, of which the lower 32 bits count: every TensorFlow multiplies those on every device.
 */
import { sizeOf } from '../../graph.ts';
import { multipliers, shifts } from '../../random-numbers.ts';
import type { Tensor, TensorFlowBuilder } from '../builder.ts';
import { lower, result, type TensorFlowRule } from '../rule.ts';

interface DrawAttributes {
  draw: number;
}

const low = (op: TensorFlowBuilder, x: Tensor): Tensor => op.node('BitwiseAnd', [x, op.scalar(2 ** 32 - 1, 'int64')]);

function mix(op: TensorFlowBuilder, word: Tensor): Tensor {
  const fold = (x: Tensor, shift: number): Tensor =>
    op.node('BitwiseXor', [x, op.node('RightShift', [x, op.scalar(shift, 'int64')])]);
  const times = (x: Tensor, factor: number): Tensor => low(op, op.node('Mul', [x, op.scalar(factor, 'int64')]));
  return fold(times(fold(times(fold(word, shifts[0]), multipliers[0]), shifts[1]), multipliers[1]), shifts[2]);
}

/** `size` numbers in [0, 1) of the stream whose two key words are at `stream` and after. */
function uniformStream(op: TensorFlowBuilder, keys: Tensor, stream: number, size: number): Tensor {
  const unsigned = low(op, op.cast(keys, 'int64'));
  const key = (word: number): Tensor => op.node('Slice', [unsigned, op.int32([word]), op.int32([1])]);
  const counters = op.node('Range', [op.scalar(0, 'int64'), op.scalar(size, 'int64'), op.scalar(1, 'int64')]);
  const added = (x: Tensor, word: number): Tensor => low(op, op.node('AddV2', [x, key(word)]));
  const word = mix(op, added(mix(op, added(counters, stream)), stream + 1));
  const top = op.node('RightShift', [word, op.scalar(8, 'int64')]);
  return op.node('Mul', [op.cast(top, 'float32'), op.scalar(2 ** -24, 'float32')]);
}

export const uniform: TensorFlowRule = lower<DrawAttributes>((call, op) => {
  const { shape } = result(call);
  return op.reshape(uniformStream(op, call.keys(call.attributes.draw), 0, sizeOf(shape)), shape);
});

export const standardNormal: TensorFlowRule = lower<DrawAttributes>((call, op) => {
  const { shape } = result(call);
  const keys = call.keys(call.attributes.draw);
  const number = (value: number): Tensor => op.scalar(value, 'float32');
  const below = op.node('Sub', [number(1), uniformStream(op, keys, 0, sizeOf(shape))]);
  const radius = op.node('Sqrt', [op.node('Mul', [number(-2), op.node('Log', [below])])]);
  const angle = op.node('Mul', [number(2 * Math.PI), uniformStream(op, keys, 2, sizeOf(shape))]);
  return op.reshape(op.node('Mul', [radius, op.node('Cos', [angle])]), shape);
});
