import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { clipGradient } from '#main/trainer/clip.ts';
import { losses, type LossKind } from '#main/trainer/losses.ts';

beforeAll(() => tf.setBackend('cpu'));

const target = tf.tensor2d([
  [0, 1, 0.5],
  [1, 0, 0.25],
]);
const prediction = tf.tensor2d([
  [0.1, 0.9, 0.5],
  [0, 3, 0.75],
]);
const loss = (kind: LossKind, huberDelta = 1, from: tf.Tensor = prediction): number =>
  losses[kind](tf, target, from, { huberDelta }).dataSync()[0]!;

// Errors: 0.1, 0.1, 0, 1, 3, 0.5.
test.each<[LossKind, number, number]>([
  ['meanSquaredError', 1, (0.01 + 0.01 + 0 + 1 + 9 + 0.25) / 6],
  ['meanAbsoluteError', 1, 4.7 / 6],
  ['huber', 1, (0.005 + 0.005 + 0 + 0.5 + (3 - 0.5) + 0.125) / 6],
  ['huber', 2, (0.005 + 0.005 + 0 + 0.5 + (6 - 2) + 0.125) / 6],
])('%s with delta %d by hand', (kind, delta, expected) => {
  expect(loss(kind, delta)).toBeCloseTo(expected, 5);
});

test('binary cross-entropy by hand, with Keras’s limits at 0 and 1', () => {
  const probabilities = tf.tensor2d([
    [0.1, 0.9, 0.5],
    [0, 1, 0.75],
  ]);
  const worst = -Math.log(1e-7);
  // In float32, 1 − 1e-7 is 1 − 2⁻²³.
  const almostOne = -Math.log(2 ** -23);
  const grey = -(0.25 * Math.log(0.75) + 0.75 * Math.log(0.25));
  const expected = (-Math.log(0.9) - Math.log(0.9) - Math.log(0.5) + worst + almostOne + grey) / 6;
  expect(loss('binaryCrossentropy', 1, probabilities)).toBeCloseTo(expected, 4);
});

test('clips each value, or all by their common norm, and leaves small ones alone', () => {
  const gradient = tf.tensor1d([3, -0.5, 4]);
  const values = (settings: Parameters<typeof clipGradient>[0]): number[] => [
    ...clipGradient(settings, gradient).dataSync(),
  ];
  expect(values({ by: 'value', limit: 1 })).toEqual([1, -0.5, 1]);
  const norm = Math.hypot(3, 0.5, 4);
  values({ by: 'globalNorm', limit: 1 }).forEach((value, index) =>
    expect(value).toBeCloseTo([3, -0.5, 4][index]! / norm, 6),
  );
  expect(values({ by: 'globalNorm', limit: 100 })).toEqual([3, -0.5, 4]);
  expect(clipGradient(null, gradient)).toBe(gradient);
});
