/** Each pass on small graphs: what it removes and what it must leave. That they keep the numbers, kernels.test.ts shows. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { randomUniform, type TensorFunction } from '#main/compiler/index.ts';
import type { Graph } from '#main/compiler/graph.ts';
import { cancelTransposes, composePermutations } from '#main/compiler/passes/cancel-transposes.ts';
import { delayBroadcasts } from '#main/compiler/passes/delay-broadcasts.ts';
import { dropNoOps } from '#main/compiler/passes/drop-no-ops.ts';
import { foldConstants } from '#main/compiler/passes/fold-constants.ts';
import { simplify } from '#main/compiler/passes/index.ts';
import { mergeCommon } from '#main/compiler/passes/merge-common.ts';
import { removeDead } from '#main/compiler/passes/remove-dead.ts';
import { slopes } from '#main/compiler/passes/slopes.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { float } from '../compare.ts';

/** Kernels that remain, after dead ones are gone too. */
async function remaining(pass: (graph: Graph) => Graph, run: (x: tf.Tensor) => tf.Tensor): Promise<string[]> {
  const fn: TensorFunction = ({ x }) => ({ y: run(x as tf.Tensor) });
  const graph = await traceFunction('f', fn, { x: float(2, 3) }, []);
  return removeDead(pass(graph)).nodes.map(({ kernel }) => kernel);
}

describe('removeDead', () => {
  test('drops what nothing needs, and variables that nothing reads or assigns', async () => {
    const [used, unused] = ['used', 'unused'].map((name) => tf.variable(tf.scalar(1), true, name)) as [
      tf.Variable,
      tf.Variable,
    ];
    const fn: TensorFunction = ({ x }) => {
      tf.mul(tf.exp(x as tf.Tensor), unused);
      return { y: tf.mul(x as tf.Tensor, used) };
    };
    const graph = removeDead(await traceFunction('f', fn, { x: float(2) }, [used, unused]));
    expect(graph.nodes.map(({ kernel }) => kernel)).toEqual(['Multiply']);
    expect([...graph.state.keys()]).toEqual(['used']);
    used.dispose();
    unused.dispose();
  });

  test('keeps what a variable becomes', async () => {
    const counter = tf.variable(tf.scalar(1), false, 'counter');
    const fn: TensorFunction = () => {
      counter.assign(tf.add(counter, 1));
      return {};
    };
    const graph = removeDead(await traceFunction('f', fn, {}, [counter]));
    expect(graph.nodes.map(({ kernel }) => kernel)).toEqual(['Add']);
    counter.dispose();
  });
});

describe('dropNoOps', () => {
  test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['Identity', (x) => tf.neg(tf.clone(x))],
    ['Cast to the same type', (x) => tf.neg(tf.cast(x, 'float32'))],
    ['Reshape to the same shape', (x) => tf.neg(tf.reshape(x, [2, 3]))],
    ['Reshape there and back', (x) => tf.neg(tf.reshape(tf.reshape(x, [6]), [2, 3]))],
    ['sum over an axis of one, kept', (x) => tf.neg(tf.reshape(tf.sum(tf.reshape(x, [2, 3, 1]), 2, true), [2, 3]))],
    ['product with one', (x) => tf.neg(tf.mul(1, x))],
    ['difference with zero', (x) => tf.neg(tf.sub(x, tf.zeros([2, 3])))],
    ['quotient by one', (x) => tf.neg(tf.div(x, 1))],
    ['slice of everything', (x) => tf.neg(tf.slice(x, [0, 0], [2, 3]))],
  ])('drops %s', async (_, run) => {
    expect(await remaining(dropNoOps, run)).toEqual(['Neg']);
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor, string[]]>([
    ['a product with one that broadcasts', (x) => tf.mul(x, tf.ones([4, 2, 3])), ['Multiply']],
    ['a product with two', (x) => tf.mul(x, 2), ['Multiply']],
    ['a Cast to another type', (x) => tf.cast(x, 'int32'), ['Cast']],
    ['one of two Reshapes', (x) => tf.reshape(tf.reshape(x, [6]), [3, 2]), ['Reshape']],
    ['a difference from zero', (x) => tf.sub(0, x), ['Sub']],
  ])('keeps %s', async (_, run, expected) => {
    expect(await remaining(dropNoOps, run)).toEqual(expected);
  });
});

describe('delayBroadcasts', () => {
  const spread = (x: tf.Tensor): tf.Tensor => tf.mul(tf.reshape(tf.slice(x, [0, 0], [1, 3]), [3]), tf.ones([2, 3]));
  test.each<[string, (x: tf.Tensor) => tf.Tensor, number]>([
    ['in a product', (x) => tf.mul(spread(x), x), 1],
    ['after a quotient', (x) => tf.sub(x, tf.div(spread(x), 6)), 2],
    ['on both sides', (x) => tf.add(tf.mul(spread(x), spread(x)), x), 2],
  ])('needs no ones %s', async (_, run, count) => {
    const fn: TensorFunction = ({ x }) => ({ y: run(x as tf.Tensor) });
    const { nodes } = removeDead(delayBroadcasts(await traceFunction('f', fn, { x: float(2, 3) }, [])));
    expect(nodes.filter(({ kernel }) => kernel !== 'Slice' && kernel !== 'Reshape')).toHaveLength(count);
    const operands = nodes.flatMap(({ inputs }) => Object.values(inputs));
    expect(operands.filter(({ shape, source }) => source.kind === 'constant' && shape.length === 2)).toEqual([]);
  });

  test('keeps what is asked for whole, computed on little', async () => {
    const fn: TensorFunction = ({ x }) => ({ y: tf.div(spread(x as tf.Tensor), 6) });
    const { nodes } = removeDead(delayBroadcasts(await traceFunction('f', fn, { x: float(2, 3) }, [])));
    expect(nodes.slice(-2).map(({ kernel, outputs }) => [kernel, outputs[0]!.shape])).toEqual([
      ['RealDiv', [3]],
      ['Multiply', [2, 3]],
    ]);
  });
});

describe('slopes', () => {
  test('writes the gradient of a leaky relu as a product', async () => {
    const fn: TensorFunction = ({ x }) => ({
      y: tf.grad((each) => tf.leakyRelu(each, 0.3))(x as tf.Tensor, tf.ones([2, 3])),
    });
    const graph = removeDead(slopes(dropNoOps(await traceFunction('f', fn, { x: float(2, 3) }, []))));
    expect(graph.nodes.map(({ kernel }) => kernel)).toEqual(['Step', 'Multiply']);
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['another bound', (x) => tf.where(tf.greater(x, 1), x, tf.mul(x, 0.3))],
    ['another value', (x) => tf.where(tf.greater(x, 0), tf.neg(x), tf.mul(x, 0.3))],
    ['a slope above 1', (x) => tf.where(tf.greater(x, 0), x, tf.mul(x, 3))],
  ])('keeps a choice with %s', async (_, run) => {
    expect(await remaining((graph) => slopes(dropNoOps(graph)), run)).toContain('Select');
  });
});

describe('foldConstants', () => {
  test('computes small constants', async () => {
    const three = () => tf.sqrt(tf.add(tf.scalar(4), tf.fill([], 5)));
    const fn: TensorFunction = ({ x }) => ({ y: tf.mul(x as tf.Tensor, three()) });
    const graph = removeDead(foldConstants(await traceFunction('f', fn, { x: float(2) }, [])));
    expect(graph.nodes.map(({ kernel }) => kernel)).toEqual(['Multiply']);
    expect(graph.nodes[0]?.inputs['b']?.source).toEqual({ kind: 'constant', values: new Float32Array([3]) });
  });

  test('leaves large results and random draws to the graph', async () => {
    expect(await remaining(foldConstants, (x) => tf.add(tf.sum(x), tf.fill([100, 100], 1)))).toEqual([
      'Sum',
      'Fill',
      'Add',
    ]);
    expect(await remaining(foldConstants, (x) => tf.add(x, randomUniform([2, 3])))).toEqual(['RandomUniform', 'Add']);
  });
});

describe('mergeCommon', () => {
  test('makes equal nodes one, through equal constants', async () => {
    expect(await remaining(mergeCommon, (x) => tf.mul(tf.exp(tf.mul(x, 2)), tf.exp(tf.mul(x, 2))))).toEqual([
      'Multiply',
      'Exp',
      'Multiply',
    ]);
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor, number]>([
    ['operands in another order', (x) => tf.add(tf.sub(x, 1), tf.sub(1, x)), 3],
    ['other attributes', (x) => tf.add(tf.leakyRelu(x, 0.1), tf.leakyRelu(x, 0.2)), 3],
    ['random draws', () => tf.add(randomUniform([2]), randomUniform([2])), 3],
    ['zeros of the other sign', (x) => tf.add(tf.mul(x, 0), tf.mul(x, -0)), 3],
  ])('keeps %s apart', async (_, run, count) => {
    expect(await remaining(mergeCommon, run)).toHaveLength(count);
  });
});

describe('cancelTransposes', () => {
  test('joins two into one, or none', async () => {
    const cube = (x: tf.Tensor) => tf.reshape(x, [1, 2, 3]);
    expect(await remaining(cancelTransposes, (x) => tf.transpose(tf.transpose(cube(x), [1, 2, 0]), [2, 0, 1]))).toEqual(
      ['Reshape'],
    );
    expect(await remaining(cancelTransposes, (x) => tf.transpose(tf.transpose(cube(x), [1, 2, 0]), [0, 2, 1]))).toEqual(
      ['Reshape', 'Transpose'],
    );
  });

  test('composes as the transposes would', () => {
    const shape = [2, 3, 4, 5];
    const transposed = (of: readonly number[], perm: readonly number[]) => perm.map((axis) => of[axis]);
    const [first, second] = [
      [1, 3, 0, 2],
      [3, 2, 0, 1],
    ];
    expect(transposed(shape, composePermutations(first, second))).toEqual(
      transposed(transposed(shape, first) as number[], second),
    );
  });
});

describe('simplify', () => {
  test('leaves little of a gradient that TensorFlow.js writes at length', async () => {
    const fn: TensorFunction = ({ x }) => ({
      y: tf.grad((each) => tf.sum(tf.mul(tf.add(each, 0), 1)))(x as tf.Tensor),
    });
    const graph = await traceFunction('f', fn, { x: float(2, 3) }, []);
    expect(graph.nodes.length).toBeGreaterThan(5);
    expect(simplify(graph).nodes).toEqual([]);
  });
});
