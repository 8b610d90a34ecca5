/** Variables stored together: the same numbers as alone, fewer and larger arrays. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useTraceBackend, type Storage, type TensorFunction } from '#main/compiler/index.ts';
import { VariableLayout } from '#main/compiler/packs.ts';
import { simplify } from '#main/compiler/passes/index.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { findDevice } from '#main/devices/index.ts';
import { float } from './compare.ts';

let a: tf.Variable, b: tf.Variable, c: tf.Variable;

beforeEach(async () => {
  await useTraceBackend();
  a = tf.variable(tf.tensor2d([[1, 2]]), true, 'a');
  b = tf.variable(tf.scalar(3), true, 'b');
  c = tf.variable(tf.tensor1d([4, 5, 6]), true, 'c');
});
afterEach(() => tf.disposeVariables());

const flat = (...tensors: tf.Tensor[]): tf.Tensor1D => tf.concat1d(tensors.map((x) => tf.reshape(x, [x.size])));

/** Doubles all three at once, as an optimizer does. */
const double: TensorFunction = ({ x }) => {
  const pieces = tf.split(tf.mul(flat(a, b, c), x!), [2, 1, 3]);
  [a, b, c].forEach((variable, index) => variable.assign(tf.reshape(pieces[index]!, variable.shape)));
  return {};
};

const results = async (storage: Storage, fn: TensorFunction): Promise<Record<string, number[]>> => {
  const runtime = await (await findDevice('cpu')).open(storage);
  const program = await runtime.compile('step', fn, { x: float() });
  for (let step = 0; step < 3; step++) await program.run({ x: Float32Array.of(2) });
  const values = Object.fromEntries([...(await runtime.read())].map(([name, read]) => [name, [...read.values]]));
  await runtime.dispose();
  return values;
};

test('are updated as one array, without being taken apart', async () => {
  const layout = new VariableLayout([[a, b, c]]);
  const graph = simplify(layout.apply(await traceFunction('double', double, { x: float() }, layout.variables)));
  expect(graph.nodes.map(({ kernel }) => kernel)).toEqual(['Multiply']);
  expect([...graph.state.values()].map(({ shape }) => shape)).toEqual([[6]]);
  expect(await results([[a, b, c]], double)).toEqual({ a: [8, 16], b: [24], c: [32, 40, 48] });
});

test('may be assigned in part, in another order and from each other', async () => {
  const some: TensorFunction = ({ x }) => {
    c.assign(tf.concat1d([tf.reshape(b, [1]), tf.reshape(a, [2])]));
    a.assign(tf.mul(a, x!));
    return {};
  };
  const together = await results([[a, b, c]], some);
  expect(together).toEqual({ a: [8, 16], b: [3], c: [3, 4, 8] });
  expect(together).toEqual(await results([a, b, c], some));
});

test('are written by name, all or none', async () => {
  const runtime = await (await findDevice('cpu')).open([[a, b], c]);
  await runtime.write(new Map([['b', Float32Array.of(9)]]));
  const wrong = runtime.write(
    new Map([
      ['a', Float32Array.of(7, 7)],
      ['c', Float32Array.of(7)],
    ]),
  );
  await expect(wrong).rejects.toThrow('Variable "c"');
  expect([...(await runtime.read())].map(([name, { values }]) => [name, ...values])).toEqual([
    ['a', 1, 2],
    ['b', 9],
    ['c', 4, 5, 6],
  ]);
  await runtime.dispose();
});

test('are refused when they are of two dtypes, or none', () => {
  const whole = tf.variable(tf.scalar(1, 'int32'), false, 'whole');
  expect(() => new VariableLayout([[a, whole]])).toThrow('"whole" is int32, others of its pack are float32');
  expect(() => new VariableLayout([[]])).toThrow('is empty');
});
