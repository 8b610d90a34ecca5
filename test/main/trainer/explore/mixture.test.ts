/** Mixtures of gaussians against those that points were drawn from, and drawing against its own distribution. */
import { expect, test } from 'vitest';
import { chance, normalLatent, uniformLatent } from '#main/trainer/explore/draw.ts';
import { fitMixture, meanLogLikelihood, placeIn, type Component } from '#main/trainer/explore/mixture.ts';

const none = { truncation: 'none', limit: 1 } as const;

/** [count, dimensions] of a mixture of components given by weight, mean and lower root. */
function drawn(components: readonly Component[], count: number): Float32Array {
  const dimensions = components[0]!.mean.length;
  const points = new Float32Array(count * dimensions);
  for (let index = 0; index < count; index++) {
    let left = chance(7, index);
    const component = components.find(({ weight }) => (left -= weight) < 0)!;
    points.set(placeIn(component, 'full', normalLatent(dimensions, 7, index, none)), index * dimensions);
  }
  return points;
}

/** L Lᵀ. */
const covarianceOf = ({ root, mean }: Component): number[] => {
  const n = mean.length;
  return Array.from({ length: n * n }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += root[Math.floor(at / n) * n + k]! * root[(at % n) * n + k]!;
    return sum;
  });
};

const known: readonly Component[] = [
  { weight: 0.5, mean: Float64Array.of(0, 0), root: Float64Array.of(1, 0, 0.8, 0.6) },
  { weight: 0.3, mean: Float64Array.of(8, 0), root: Float64Array.of(0.5, 0, 0, 2) },
  { weight: 0.2, mean: Float64Array.of(0, 9), root: Float64Array.of(1.5, 0, -1, 0.5) },
];
const points = drawn(known, 6000);

test('finds weights, means and full covariances of a known mixture', async () => {
  const { components, history } = await fitMixture(points, 2, { components: 3, covariance: 'full', seed: 1 });
  for (const one of known) {
    const apart = (other: Component): number => Math.hypot(...one.mean.map((value, at) => value - other.mean[at]!));
    const found = [...components].sort((a, b) => apart(a) - apart(b))[0]!;
    expect(found.weight).toBeCloseTo(one.weight, 1);
    expect(apart(found)).toBeLessThan(0.15);
    const expected = covarianceOf(one);
    covarianceOf(found).forEach((value, at) => expect(Math.abs(value - expected[at]!)).toBeLessThan(0.25));
  }
  history.slice(1).forEach((value, at) => expect(value).toBeGreaterThan(history[at]! - 1e-3));
});

test('a gaussian is mean and covariance of the points, and full fits better than diagonal where values go together', async () => {
  const first = drawn([{ ...known[0]!, weight: 1 }], 4000);
  const full = await fitMixture(first, 2, { components: 1, covariance: 'full', seed: 1 });
  const diagonal = await fitMixture(first, 2, { components: 1, covariance: 'diagonal', seed: 1 });
  expect(full.components).toHaveLength(1);
  const mean = [0, 1].map(
    (at) => first.reduce((sum, value, place) => (place % 2 === at ? sum + value : sum), 0) / 4000,
  );
  full.components[0]!.mean.forEach((value, at) => expect(value).toBeCloseTo(mean[at]!, 6));
  // Entropy of a gaussian: (d/2) ln 2πe + ln |L|.
  expect(meanLogLikelihood(full, first)).toBeCloseTo(-(Math.log(2 * Math.PI * Math.E) + Math.log(0.6)), 1);
  expect(meanLogLikelihood(diagonal, first)).toBeCloseTo(-Math.log(2 * Math.PI * Math.E), 1);
  expect(meanLogLikelihood(full, first)).toBeCloseTo(full.history.at(-1)!, 9);
});

test('points on a line, one point, and more components than points all end in something finite', async () => {
  const line = Float32Array.from({ length: 200 }, (_, at) => Math.floor(at / 2));
  for (const [cloud, components] of [
    [line, 4],
    [Float32Array.of(1, 2), 5],
    [new Float32Array(40), 3],
  ] as const) {
    const mixture = await fitMixture(cloud, 2, { components, covariance: 'full', seed: 3 });
    expect(mixture.components.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    for (const { mean, root } of mixture.components) expect([...mean, ...root].every(Number.isFinite)).toBe(true);
  }
});

test('is the same for the same seed, and ends when told to', async () => {
  const options = { components: 5, covariance: 'diagonal', seed: 4 } as const;
  expect(await fitMixture(points, 2, options)).toEqual(await fitMixture(points, 2, options));
  const between = (): Promise<void> => Promise.reject(new Error('enough'));
  await expect(fitMixture(points, 2, { ...options, between })).rejects.toThrow('enough');
});

test('normal numbers are standard normal; truncated ones end at the limit, scaled ones are narrower', () => {
  const moments = (values: Float32Array): [number, number] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
  };
  const [mean, deviation] = moments(normalLatent(50_000, 1, 0, none));
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(deviation - 1)).toBeLessThan(0.02);
  const truncated = normalLatent(50_000, 1, 0, { truncation: 'truncated', limit: 1 });
  expect(truncated.every((value) => Math.abs(value) <= 1)).toBe(true);
  // Standard deviation of a normal distribution within ±1: √(1 − 2 φ(1) / (2 Φ(1) − 1)).
  expect(Math.abs(moments(truncated)[1] - 0.5396)).toBeLessThan(0.01);
  expect(normalLatent(9, 1, 3, { truncation: 'scaled', limit: 0.5 })).toEqual(
    normalLatent(9, 1, 3, none).map((value) => value / 2),
  );
  const uniform = uniformLatent(50_000, 1, 0, { truncation: 'truncated', limit: 0.5 });
  expect(uniform.every((value) => Math.abs(value) <= 0.5)).toBe(true);
  expect(Math.abs(moments(uniform)[1] - 0.5 / Math.sqrt(3))).toBeLessThan(0.01);
});

test('another seed and another number draw something else', () => {
  const one = normalLatent(8, 1, 0, none);
  expect(normalLatent(8, 1, 0, none)).toEqual(one);
  expect(normalLatent(8, 2, 0, none)).not.toEqual(one);
  expect(normalLatent(8, 1, 1, none)).not.toEqual(one);
});
