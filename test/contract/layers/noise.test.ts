import type { Tensor } from '@tensorflow/tfjs-core';
import * as core from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { AnyParams } from '#shared/layers/fields.ts';
import { buildLayer } from './eager.ts';

const SIZE = 100_000;

function trained(kind: 'dropout' | 'gaussianNoise', params: AnyParams): number[] {
  const { layer } = buildLayer(kind, params, [[SIZE]]);
  return Array.from((layer.apply(core.ones([1, SIZE]), { training: true }) as Tensor).dataSync());
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

test('gaussian noise has the given standard deviation around the values', () => {
  const values = trained('gaussianNoise', { stddev: 0.3 });
  expect(Math.abs(mean(values) - 1)).toBeLessThan(0.01);
  expect(Math.abs(Math.sqrt(mean(values.map((n) => (n - 1) ** 2))) - 0.3)).toBeLessThan(0.01);
});

test('a rate or deviation of zero changes nothing', () => {
  expect(new Set(trained('dropout', { rate: 0 }))).toEqual(new Set([1]));
  expect(new Set(trained('gaussianNoise', { stddev: 0 }))).toEqual(new Set([1]));
});
