/** What is written for TensorFlow: operations of its own for biases and activations, and what is fed. Needs no library. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test } from 'vitest';
import { useTraceBackend, type TensorFunction } from '#main/compiler/index.ts';
import { simplify } from '#main/compiler/passes/index.ts';
import { lowerToTensorFlow } from '#main/compiler/tensorflow/lower.ts';
import { patternsOf } from '#main/compiler/tensorflow/patterns.ts';
import { asWords } from '#main/compiler/tensorflow/words.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { float } from './compare.ts';
import { weightsOf } from './reference-models.ts';

afterEach(() => tf.disposeVariables());

/** The patterns found in a step of training, each as often as it is found. */
async function patternsIn(layers: () => tfl.layers.Layer[], ...shape: number[]): Promise<Record<string, number>> {
  await useTraceBackend();
  const first = tfl.input({ shape });
  const output = layers().reduce((value, layer) => layer.apply(value) as tfl.SymbolicTensor, first);
  const model = tfl.model({ inputs: first, outputs: output });
  const weights = weightsOf(model);
  const step: TensorFunction = ({ x }) =>
    tf.variableGrads(() => tf.mean(tf.square(model.apply(x!, { training: true }) as tf.Tensor)) as tf.Scalar, weights)
      .grads;
  const graph = simplify(await traceFunction('step', step, { x: float(4, ...shape) }, weights));
  const found: Record<string, number> = {};
  const patternOf = patternsOf(graph);
  for (const node of graph.nodes) {
    const type = patternOf(node)?.type;
    if (type) found[type] = (found[type] ?? 0) + 1;
  }
  model.dispose();
  return found;
}

describe('patterns', () => {
  const { dense, conv2d } = tfl.layers;
  test('are found in what TensorFlow.js makes of layers', async () => {
    const layers = () => [
      dense({ units: 5, activation: 'relu' }),
      dense({ units: 5, activation: 'tanh' }),
      dense({ units: 3, activation: 'sigmoid' }),
    ];
    expect(await patternsIn(layers, 6)).toEqual({
      BiasAdd: 3,
      BiasAddGrad: 3,
      ReluGrad: 1,
      TanhGrad: 1,
      SigmoidGrad: 1,
    });
    const images = () => [conv2d({ filters: 3, kernelSize: 3, activation: 'relu' })];
    expect(await patternsIn(images, 6, 6, 2)).toEqual({ BiasAdd: 1, BiasAddGrad: 1, ReluGrad: 1 });
  });

  test('are not found where only the form is alike', async () => {
    const fn: TensorFunction = ({ x, narrow }) => ({
      leaky: tf.mul(x!, tf.step(x!, 0.1)),
      wide: tf.mul(narrow!, tf.step(x!)),
      two: tf.mul(x!, tf.mul(x!, tf.sub(2, x!))),
      other: tf.mul(x!, tf.mul(x!, tf.sub(1, tf.neg(x!)))),
      rows: tf.sum(x!, 1),
      kept: tf.sum(x!, 0, true),
      column: tf.add(x!, tf.reshape(narrow!, [3, 1])),
    });
    const graph = await traceFunction('f', fn, { x: float(3, 3), narrow: float(3) }, []);
    const patternOf = patternsOf(graph);
    expect(graph.nodes.map((node) => patternOf(node)).filter((pattern) => pattern !== null)).toEqual([]);
  });
});

describe('a model', () => {
  test('names what is fed and fetched, and which variables it needs and assigns', async () => {
    await useTraceBackend();
    const [weight, count, unused] = ['weight', 'count', 'unused'].map((name) => tf.variable(tf.scalar(1), true, name));
    const fn: TensorFunction = ({ x }) => {
      count!.assign(x as tf.Scalar);
      return { y: tf.mul(x!, weight!) };
    };
    const graph = simplify(await traceFunction('f', fn, { x: float() }, [weight!, count!, unused!]));
    const model = lowerToTensorFlow('f', graph);
    expect([...model.inputs.keys(), ...model.outputs.keys()]).toEqual(['x', 'y']);
    expect([...model.variables.keys()].sort()).toEqual(['count', 'weight']);
    expect(model).toMatchObject({ assigned: ['count'], draws: [], keys: null });
  });
});

describe('words', () => {
  test('are copies, off every alignment, filled up to whole words', () => {
    const values = new Float32Array([1, 2]);
    const words = asWords(values);
    expect([...new Float32Array(words.buffer, words.byteOffset, words.length)]).toEqual([1, 2]);
    expect([words.buffer === values.buffer, words.byteOffset]).toEqual([false, 4]);
    expect([...asWords(new Uint32Array([2 ** 32 - 1]))]).toEqual([-1]);
    expect([...asWords(new Uint8Array([1, 2, 0, 0, 3]))]).toEqual([513, 3]);
    expect([...asWords(new Uint8Array([9, 1, 0, 0, 0]).subarray(1))]).toEqual([1]);
    expect(asWords(values, words)).toBe(words);
  });
});
