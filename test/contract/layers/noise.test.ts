import type { Tensor } from '@tensorflow/tfjs-core';
import * as core from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { buildLayer } from './eager.ts';

const SIZE = 100_000;

type Random =
  'dropout' | 'gaussianDropout' | 'alphaDropout' | 'gaussianNoise' | 'spatialDropout1d' | 'spatialDropout2d';

function trained(kind: Random, params: AnyParams, shape: Shape = [SIZE], given = core.ones([1, ...shape])): number[] {
  const { layer } = buildLayer(kind, params, [shape]);
  return Array.from((layer.apply(given, { training: true }) as Tensor).dataSync());
}

const mean = (values: readonly number[]): number => values.reduce((sum, n) => sum + n, 0) / values.length;

// Bounds are more than six standard errors wide: no run fails by chance.
test.each([0.2, 0.75])('dropout at %f drops that share and keeps the mean', (rate) => {
  const values = trained('dropout', { rate });
  const dropped = values.filter((n) => n === 0).length / SIZE;
  expect(Math.abs(dropped - rate)).toBeLessThan(0.01);
  expect(new Set(values.map((n) => n.toFixed(4)))).toEqual(new Set(['0.0000', (1 / (1 - rate)).toFixed(4)]));
  expect(Math.abs(mean(values) - 1)).toBeLessThan(0.04);
});

test.each([
  ['spatialDropout1d', [4, 20_000]],
  ['spatialDropout2d', [2, 2, 20_000]],
] as const)('%s drops a channel everywhere or nowhere', (kind, shape) => {
  const channels = 20_000;
  const values = trained(kind, { rate: 0.25 }, shape);
  const first = values.slice(0, channels);
  expect(values).toEqual([first, first, first, first].flat());
  const dropped = first.filter((n) => n === 0).length / channels;
  expect(Math.abs(dropped - 0.25)).toBeLessThan(0.02);
  expect(new Set(first.map((n) => n.toFixed(4)))).toEqual(new Set(['0.0000', '1.3333']));
});

test('gaussian dropout multiplies by noise of the deviation that Dropout has', () => {
  const values = trained('gaussianDropout', { rate: 0.2 });
  expect(Math.abs(mean(values) - 1)).toBeLessThan(0.015);
  expect(Math.abs(mean(values.map((n) => (n - 1) ** 2)) - 0.25)).toBeLessThan(0.01);
});

test('alpha dropout keeps mean 0 and variance 1', () => {
  const values = trained('alphaDropout', { rate: 0.3 }, [SIZE], core.randomNormal([1, SIZE]));
  expect(Math.abs(mean(values))).toBeLessThan(0.03);
  expect(Math.abs(mean(values.map((n) => n ** 2)) - 1)).toBeLessThan(0.05);
  const lowest = trained('alphaDropout', { rate: 0.3 }, [SIZE], core.zeros([1, SIZE]));
  expect(new Set(lowest.map((n) => n.toFixed(4))).size).toBe(2);
});

test('gaussian noise has the given standard deviation around the values', () => {
  const values = trained('gaussianNoise', { stddev: 0.3 });
  expect(Math.abs(mean(values) - 1)).toBeLessThan(0.01);
  expect(Math.abs(Math.sqrt(mean(values.map((n) => (n - 1) ** 2))) - 0.3)).toBeLessThan(0.01);
});

test('a rate or deviation of zero changes nothing', () => {
  expect(new Set(trained('dropout', { rate: 0 }))).toEqual(new Set([1]));
  expect(new Set(trained('gaussianNoise', { stddev: 0 }))).toEqual(new Set([1]));
  expect(new Set(trained('gaussianDropout', { rate: 0 }))).toEqual(new Set([1]));
  expect(new Set(trained('alphaDropout', { rate: 0 }))).toEqual(new Set([1]));
});
