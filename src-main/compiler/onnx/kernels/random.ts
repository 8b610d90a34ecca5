/** The generator of random-numbers.ts as ONNX nodes on 32-bit words; see there for what it is. */
import { multipliers, shifts } from '../../random-numbers.ts';
import { sizeOf } from '../../graph.ts';
import type { OnnxBuilder } from '../builder.ts';
import { lower, result, type OnnxRule } from '../rule.ts';

interface DrawAttributes {
  draw: number;
}

function mix(op: OnnxBuilder, word: string): string {
  const mixed = shifts.map((shift) => op.constant([shift], [], 'uint32'));
  const fold = (x: string, shift: string): string =>
    op.node('BitwiseXor', [x, op.node('BitShift', [x, shift], { direction: 'RIGHT' })]);
  const [first = '', second = '', third = ''] = mixed;
  const once = op.node('Mul', [fold(word, first), op.scalar(multipliers[0], 'uint32')]);
  const twice = op.node('Mul', [fold(once, second), op.scalar(multipliers[1], 'uint32')]);
  return fold(twice, third);
}

/** `size` numbers in [0, 1) of the stream whose two key words are at `stream` and after. */
function uniformStream(op: OnnxBuilder, keys: string, stream: number, size: number): string {
  const key = (word: number): string => op.node('Gather', [keys, op.scalar(word, 'int64')], { axis: 0 });
  const range = op.node('Range', [op.scalar(0, 'int64'), op.scalar(size, 'int64'), op.scalar(1, 'int64')]);
  const counters = op.cast(range, 'uint32');
  const inner = mix(op, op.node('Add', [counters, key(stream)]));
  const word = mix(op, op.node('Add', [inner, key(stream + 1)]));
  const top = op.node('BitShift', [word, op.scalar(8, 'uint32')], { direction: 'RIGHT' });
  return op.node('Mul', [op.cast(top, 'float32'), op.scalar(2 ** -24, 'float32')]);
}

/**
 * Draws stay on the processor: the bits, and normal numbers, are then the same on every device, and no device's own operations
 * have the bit operations. Nothing on the device is waited for, since keys come from outside.
 */
function draw(numbers: (op: OnnxBuilder, keys: string, size: number) => string): OnnxRule {
  return lower<DrawAttributes>((call, op) => {
    const { shape } = result(call);
    return op.onProcessor(() => op.reshape(numbers(op, call.keys(call.attributes.draw), sizeOf(shape)), shape));
  });
}

export const uniform = draw((op, keys, size) => uniformStream(op, keys, 0, size));

export const standardNormal = draw((op, keys, size) => {
  const number = (value: number) => op.scalar(value, 'float32');
  const below = op.node('Sub', [number(1), uniformStream(op, keys, 0, size)]);
  const radius = op.node('Sqrt', [op.node('Mul', [number(-2), op.node('Log', [below])])]);
  const angle = op.node('Mul', [number(2 * Math.PI), uniformStream(op, keys, 2, size)]);
  return op.node('Mul', [radius, op.node('Cos', [angle])]);
});
