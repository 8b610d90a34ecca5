/** What a trace records, and what it refuses. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { randomUniform, useTraceBackend } from '#main/compiler/index.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { float } from './compare.ts';

const x = { x: float(2, 3) };
const input = (named: Record<string, tf.Tensor>): tf.Tensor => named['x'] as tf.Tensor;

beforeAll(useTraceBackend);
afterEach(() => tf.disposeVariables());

describe('a trace', () => {
  test('records kernels in order, with shapes, types and attributes', async () => {
    const graph = await traceFunction('f', (named) => ({ y: tf.sum(tf.greater(input(named), 0.5), 1) }), x, []);
    expect(graph.nodes.map(({ kernel, outputs }) => [kernel, outputs[0]?.shape, outputs[0]?.dtype])).toEqual([
      ['Greater', [2, 3], 'bool'],
      ['Cast', [2, 3], 'int32'],
      ['Sum', [2], 'int32'],
    ]);
    expect(graph.nodes[2]?.attributes).toEqual({ axis: 1, keepDims: false });
    expect(graph.outputs.get('y')).toBe(graph.nodes[2]?.outputs[0]);
  });

  test('gives every output a value of its own, also where TensorFlow.js would share data', async () => {
    const graph = await traceFunction(
      'f',
      (named) => ({
        a: tf.reshape(input(named), [3, 2]),
        b: tf.clone(input(named)),
        c: tf.cast(input(named), 'float32'),
      }),
      x,
      [],
    );
    expect(new Set([...graph.outputs.values(), graph.inputs.get('x')]).size).toBe(4);
    expect(graph.outputs.get('a')?.shape).toEqual([3, 2]);
  });

  test('takes written data as constants, in the type they have now', async () => {
    const whole = tf.cast(tf.tensor1d([1, 2, 3], 'int32'), 'float32');
    const graph = await traceFunction('f', (named) => ({ y: tf.mul(input(named), whole) }), x, []);
    const { source, dtype } = graph.nodes[0]?.inputs['b'] ?? { source: undefined };
    expect(dtype).toBe('float32');
    expect(source).toEqual({ kind: 'constant', values: new Float32Array([1, 2, 3]) });
  });

  test('makes read variables state, assigned ones next state, and leaves them all as they were', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => tf.variable(tf.ones([2, 3]), true, name)) as [
      tf.Variable,
      tf.Variable,
      tf.Variable,
    ];
    const tensors = tf.memory().numTensors;
    const graph = await traceFunction(
      'f',
      (named) => {
        a.assign(tf.add(a, tf.mul(b, input(named))));
        return { y: tf.sum(a) };
      },
      x,
      [a, b, c],
    );
    expect([...graph.nextState.keys()]).toEqual(['a']);
    expect(graph.nextState.get('a')).toBe(graph.nodes[1]?.outputs[0]);
    expect([...a.dataSync()]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('numbers random draws, so that two of one shape stay two', async () => {
    const graph = await traceFunction('f', () => ({ y: tf.sub(randomUniform([4]), randomUniform([4])) }), {}, []);
    expect(graph.nodes.slice(0, 2).map(({ attributes }) => attributes['draw'])).toEqual([0, 1]);
  });

  test('returns to the backend that was current', async () => {
    await tf.setBackend('cpu');
    await traceFunction('f', (named) => ({ y: tf.abs(input(named)) }), x, []);
    expect(tf.getBackend()).toBe('cpu');
    await useTraceBackend();
  });
});

describe('a trace refuses', () => {
  test('a kernel without a lowering, naming it, the operation and the nearest variable', async () => {
    const weight = tf.variable(tf.ones([2, 3]), true, 'layer 3/kernel');
    const fn = (named: Record<string, tf.Tensor>) => ({ y: tf.topk(tf.mul(input(named), weight), 2).values });
    await expect(traceFunction('f', fn, x, [weight])).rejects.toThrow(
      /kernel TopK, needed by topk.*, near variable "layer 3\/kernel", has no lowering/,
    );
  });

  test('reading a computed value, naming its kernel', async () => {
    const fn = (named: Record<string, tf.Tensor>) => ({ y: tf.scalar(tf.exp(input(named)).dataSync()[0] ?? 0) });
    await expect(traceFunction('f', fn, x, [])).rejects.toThrow(
      /computed by Exp are read.*Nothing in a traced function may read values/,
    );
  });

  test('assigning a variable that was not given, naming it, and puts it back', async () => {
    const other = tf.variable(tf.scalar(3), true, 'other');
    const fn = (named: Record<string, tf.Tensor>) => {
      other.assign(tf.sum(input(named)));
      return {};
    };
    await expect(traceFunction('f', fn, x, [])).rejects.toThrow(/"f" assigns the variable "other"/);
    expect(other.dataSync()[0]).toBe(3);
  });

  test('making a variable, and forgets it', async () => {
    const fn = (named: Record<string, tf.Tensor>) => {
      tf.variable(tf.sum(input(named)), true, 'late');
      return {};
    };
    await expect(traceFunction('f', fn, x, [])).rejects.toThrow(/"f" makes the variable "late"/);
    expect(Object.keys(tf.engine().registeredVariables)).toEqual([]);
  });

  test('a tensor that another trace computed', async () => {
    let kept: tf.Tensor | undefined;
    const keep = (named: Record<string, tf.Tensor>) => ({ y: (kept = tf.keep(tf.exp(input(named)))) });
    await traceFunction('f', keep, x, []);
    await expect(traceFunction('g', () => ({ y: tf.neg(kept as tf.Tensor) }), x, [])).rejects.toThrow(
      /computed in an earlier trace/,
    );
    kept?.dispose();
  });

  test('a type it cannot compile', async () => {
    const fn = () => ({ y: tf.tensor1d(['a', 'b']) });
    await expect(traceFunction('f', fn, {}, [])).rejects.toThrow(/type string.*Expected float32, int32 or bool/);
  });
});

describe('outside a trace', () => {
  test('kernels compute, so that models can be built', () => {
    expect([
      ...tf
        .matMul(
          tf.eye(2),
          tf.tensor2d([
            [1, 2],
            [3, 4],
          ]),
        )
        .dataSync(),
    ]).toEqual([1, 2, 3, 4]);
  });
});
