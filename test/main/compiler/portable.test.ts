/** What portable files are made with: any number of samples, turned weights, 16-bit numbers, older operators. */
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { onnx } from 'onnx-proto';
import { beforeAll, describe, expect, test } from 'vitest';
import { useTraceBackend, type TensorFunction } from '#main/compiler/index.ts';
import { forAnyBatch, sizesFor, withRest } from '#main/compiler/lowering/any-batch.ts';
import { half } from '#main/compiler/onnx/portable/halves.ts';
import { encodePortable, portableGraph } from '#main/compiler/onnx/portable/index.ts';

beforeAll(useTraceBackend);

const portable = (fn: TensorFunction, shape: readonly number[], weights: Record<string, tf.Variable> = {}) =>
  portableGraph({
    name: 'test',
    fn,
    inputs: { x: { shape, dtype: 'float32', otherwise: null } },
    precision: 'float32',
    weights: Object.entries(weights).map(([name, variable]) => ({
      ...{ name, variable },
      spec: { shape: variable.shape, dtype: 'float32' as const },
      values: variable.dataSync() as Float32Array,
    })),
  });

async function run(fn: TensorFunction, shape: readonly number[], count: number): Promise<Float32Array> {
  const session = await InferenceSession.create(encodePortable(await portable(fn, shape), {}));
  const values = Float32Array.from({ length: count * shape.reduce((n, size) => n * size, 1) }, (_, at) => at);
  const { y } = await session.run({ x: new Tensor('float32', values, [count, ...shape]) });
  await session.release();
  return y!.data as Float32Array;
}

describe('sizes that depend on the number of samples', () => {
  test('are told from those that do not', () => {
    expect(sizesFor([61, 4, 122], [67, 4, 134], [61, 67])).toEqual([{ times: 1 }, { fixed: 4 }, { times: 2 }]);
    expect(sizesFor([61, 4], [67, 5], [61, 67])).toBe(null);
    expect(withRest([{ times: 2 }, { fixed: 4 }])).toEqual([-1, 4]);
    expect(withRest([{ times: 1 }, { times: 2 }])).toBe(null);
  });

  test('another pair is tried where the first two differ in more', async () => {
    const tried: number[] = [];
    const lower = async (batch: number): Promise<number> => tried.push(batch);
    expect(await forAnyBatch('f', lower, (_one, _other, [first]) => (first === 61 ? null : first))).toBe(127);
    expect(tried).toHaveLength(4);
    await expect(forAnyBatch('f', lower, () => null)).rejects.toThrow('“f” depends on the number of samples');
  });

  test('in reshapes, in filled tensors, and where a size of the network is one of the two numbers', async () => {
    const flat: TensorFunction = ({ x }) => ({ y: tf.reshape(x!, [x!.shape[0]! * 2, 3]) });
    expect(await run(flat, [6], 3)).toEqual(Float32Array.from({ length: 18 }, (_, at) => at));
    const joined: TensorFunction = ({ x }) => ({ y: tf.concat([x!, tf.ones([x!.shape[0]!, 300])], 1) });
    const joinedRows = await run(joined, [2], 2);
    expect([...joinedRows.subarray(0, 3), ...joinedRows.subarray(302, 305)]).toEqual([0, 1, 1, 2, 3, 1]);
    const awkward: TensorFunction = ({ x }) => ({ y: tf.sum(tf.reshape(x!, [x!.shape[0]!, 61, 1]), 1) });
    expect(await run(awkward, [61], 1)).toEqual(Float32Array.of((60 * 61) / 2));
  });
});

test('a file declares opset 13, a free number of samples, and weights by name as they are used', async () => {
  const kernel = tf.variable(tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 1, 2]), false, 'some name');
  const fn: TensorFunction = ({ x }) => ({
    y: tf.max(tf.relu(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'valid')), [1, 2]),
  });
  const file = encodePortable(await portable(fn, [5, 5, 1], { 'conv/kernel': kernel }), {
    docString: 'What it is.',
    metadata: { part: 'Encoder' },
  });
  kernel.dispose();
  const model = onnx.ModelProto.decode(file);
  const graph = model.graph!;
  expect([Number(model.irVersion), Number(model.opsetImport[0]!.version)]).toEqual([7, 13]);
  expect(model.metadataProps).toMatchObject([{ key: 'part', value: 'Encoder' }]);
  expect(graph.input!.map(({ name, type }) => [name, type!.tensorType!.shape!.dim![0]!.dimParam])).toEqual([
    ['x', 'batch'],
  ]);
  const stored = graph.initializer!.find(({ name }) => name === 'conv/kernel')!;
  expect(stored.dims!.map(Number)).toEqual([2, 1, 2, 2]);
  const { buffer, byteOffset } = stored.rawData!;
  expect([...new Float32Array(buffer.slice(byteOffset, byteOffset + 32))]).toEqual([1, 3, 5, 7, 2, 4, 6, 8]);
  expect(graph.node!.map(({ opType }) => opType)).toEqual(['Transpose', 'Conv', 'Relu', 'Transpose', 'ReduceMax']);
  // Its axes are an attribute, as before opset 18.
  expect(graph.node!.at(-1)!.input).toHaveLength(1);
});

test('what draws random numbers or changes its weights is refused', async () => {
  const counter = tf.variable(tf.zeros([2]), false, 'counter');
  const counts: TensorFunction = ({ x }) => {
    counter.assign(tf.add(counter, 1));
    return { y: tf.add(x!, counter) };
  };
  await expect(portable(counts, [2], { counter })).rejects.toThrow('cannot be taken away so');
  counter.dispose();
});

test('16-bit numbers are the nearest', () => {
  // IEEE 754 binary16: 1, −2, the largest, the smallest normal and subnormal, ties to even, and what is too large.
  const numbers = [1, -2, 65504, 2 ** -14, 2 ** -24, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 1e6, -Infinity, 0.1];
  const bits = [0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3c00, 0x3c02, 0x0000, 0x7bff, 0xfc00, 0x2e66];
  expect(numbers.map(half)).toEqual(bits);
  expect(half(NaN)).toBe(0x7e00);
});
