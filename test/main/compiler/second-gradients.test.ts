/**
 * Gradients of gradients: the slope of a slope's size, as a gradient penalty takes it, against finite differences in
 * double precision; and the same compiled as computed op by op.
 */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { useTraceBackend, type TensorFunction } from '#main/compiler/index.ts';
import { sizeOf } from '#main/compiler/graph.ts';
import { simplify } from '#main/compiler/passes/index.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { expectClose, float, inDoubles, numbers, runEagerly, runGraph } from './compare.ts';

/** As a plain list, which TensorFlow.js takes whatever its floats are at the time. */
const doubles = (...given: Parameters<typeof numbers>): number[] => Array.from(numbers(...given));

interface Case {
  readonly shape: readonly number[];
  /** Of the second operand; left out: there is none. */
  readonly weight?: readonly number[];
  run(x: tf.Tensor, weight: tf.Tensor): tf.Tensor;
}

/** Element by element, along the last axis where that matters. */
const plain = (run: (x: tf.Tensor) => tf.Tensor): Case => ({ shape: [3, 4], run });
const picture = (run: (x: tf.Tensor4D) => tf.Tensor): Case => ({
  shape: [2, 5, 6, 2],
  run: (x) => run(x as tf.Tensor4D),
});
const square = (run: (x: tf.Tensor4D) => tf.Tensor): Case => ({
  shape: [1, 4, 4, 2],
  run: (x) => run(x as tf.Tensor4D),
});
const filtered = (
  weight: readonly number[],
  run: (x: tf.Tensor4D, weight: tf.Tensor4D) => tf.Tensor,
  shape: readonly number[] = [2, 5, 6, 2],
): Case => ({ shape, weight, run: (x, filter) => run(x as tf.Tensor4D, filter as tf.Tensor4D) });

const cases: Readonly<Record<string, Case>> = {
  tanh: plain(tf.tanh),
  sigmoid: plain(tf.sigmoid),
  softplus: plain(tf.softplus),
  exp: plain(tf.exp),
  elu: plain(tf.elu),
  selu: plain(tf.selu),
  'leaky relu': plain((x) => tf.leakyRelu(x, 0.2)),
  relu: plain(tf.relu),
  'relu 6': plain(tf.relu6),
  erf: plain(tf.erf),
  softmax: plain((x) => tf.softmax(x)),
  abs: plain(tf.abs),
  'square root': plain((x) => tf.sqrt(tf.add(x, 2))),
  'reciprocal square root': plain((x) => tf.rsqrt(tf.add(x, 2))),
  clip: plain((x) => tf.clipByValue(x, -0.5, 0.5)),
  maximum: plain((x) => tf.maximum(x, tf.reverse(x, -1))),
  'largest of a row': plain((x) => tf.max(x, -1)),
  where: plain((x) => tf.where(tf.logicalNot(tf.greater(x, 0)), tf.square(x), tf.tanh(x))),
  moments: plain((x) => {
    const { mean, variance } = tf.moments(x, 0);
    return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 0.1)));
  }),
  prelu: { shape: [3, 4], weight: [4], run: (x, weight) => tf.prelu(x, weight) },
  'matrix product': { shape: [3, 4], weight: [4, 5], run: (x, weight) => tf.matMul(x, weight) },
  'convolution, same, strides': filtered([3, 3, 2, 4], (x, filter) => tf.conv2d(x, filter, 2, 'same')),
  'convolution, valid': filtered([2, 3, 2, 3], (x, filter) => tf.conv2d(x, filter, 1, 'valid')),
  'depthwise convolution': filtered([3, 3, 2, 2], (x, filter) => tf.depthwiseConv2d(x, filter, 2, 'same')),
  'transposed convolution': filtered(
    [3, 3, 3, 2],
    (x, filter) => tf.conv2dTranspose(x, filter, [2, 6, 6, 3], 2, 'same'),
    [2, 3, 3, 2],
  ),
  'max pool': picture((x) => tf.maxPool(x, 2, 2, 'valid')),
  'max pool, overlapping, padded': picture((x) => tf.maxPool(x, 3, 2, 'same')),
  'average pool': picture((x) => tf.avgPool(x, [2, 3], [2, 2], 'valid')),
  // One square picture: TensorFlow.js's own gradients are wrong for others.
  'nearest resize': square((x) => tf.image.resizeNearestNeighbor(x, [8, 8])),
  'bilinear resize': square((x) => tf.image.resizeBilinear(x, [8, 8])),
};

beforeAll(useTraceBackend);

describe.each(Object.entries(cases))('%s', (_, { shape, weight = [1], run }) => {
  const specs = { x: float(...shape), weight: float(...weight) };
  const values = { x: numbers(sizeOf(shape), -1, 1), weight: numbers(sizeOf(weight), -1, 1, 900) };

  /** How steep a curve over the result is, in all: its own slope is what is tested. The curve bends whatever is linear. */
  const steepness = (x: tf.Tensor, filter: tf.Tensor): tf.Scalar => {
    const slopes = tf.grad((at: tf.Tensor) => {
      const result = run(at, filter);
      const coefficients = tf.tensor(doubles(result.size, 0.5, 1.5), result.shape);
      return tf.sum(tf.mul(tf.square(tf.add(result, 0.3)), coefficients));
    })(x);
    const coefficients = tf.tensor(doubles(slopes.size, 0.5, 1.5, 300), slopes.shape);
    return tf.sum(tf.mul(tf.square(slopes), coefficients));
  };
  const slopesOf: TensorFunction = ({ x, weight: filter }) => {
    // A weight that nothing is made of counts as nothing.
    const counted = (at: tf.Tensor, by: tf.Tensor): tf.Tensor => tf.add(steepness(at, by), tf.sum(tf.mul(by, 0)));
    const [ofX, ofWeight] = tf.grads(counted)([x!, filter!]);
    return { x: ofX!, weight: ofWeight! };
  };

  test('is the slope of the steepness', async () => {
    await tf.setBackend('cpu');
    inDoubles(() =>
      tf.tidy(() => {
        const tensors = {
          x: tf.tensor(Array.from(values.x), [...shape]),
          weight: tf.tensor(Array.from(values.weight), [...weight]),
        };
        const exact = slopesOf(tensors);
        for (const name of ['x', 'weight'] as const) {
          const direction = tf.tensor(doubles(tensors[name].size, -1, 1, 77), tensors[name].shape);
          const step = 1e-5;
          const [ahead, behind] = [step, -step].map((by) => {
            const moved = { ...tensors, [name]: tf.add(tensors[name], tf.mul(direction, by)) };
            return steepness(moved.x, moved.weight).dataSync()[0]!;
          });
          const difference = (ahead! - behind!) / (2 * step);
          const along = tf.sum(tf.mul(exact[name]!, direction)).dataSync()[0]!;
          const scale = Math.max(Math.abs(along), Math.abs(difference), 1e-3);
          expect(Math.abs(along - difference) / scale, `${name}: ${along} against ${difference}`).toBeLessThan(1e-5);
        }
      }),
    );
  });

  test('is the same compiled', async () => {
    const eager = await runEagerly(slopesOf, specs, values);
    const compiled = await runGraph(simplify(await traceFunction('slopes', slopesOf, specs, [])), values);
    expectClose(compiled, eager, 1e-5);
  });
});
