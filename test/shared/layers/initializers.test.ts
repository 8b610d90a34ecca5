import { describe, expect, test } from 'vitest';
import { fansOf, initialValues } from '#shared/layers/initializers.ts';
import type { InitializerKind } from '#shared/layers/initializers.ts';
import { createRandom, deriveSeed } from '#shared/layers/random-numbers.ts';

const shape = [3, 3, 40, 50];
const fanIn = 360;
const fanOut = 450;

const statistics = (values: Float32Array) => {
  const mean = values.reduce((sum, n) => sum + n, 0) / values.length;
  const variance = values.reduce((sum, n) => sum + (n - mean) ** 2, 0) / values.length;
  const largest = values.reduce((most, n) => Math.max(most, Math.abs(n)), 0);
  return { mean, spread: Math.sqrt(variance), largest };
};

test('fans are those of Keras', () => {
  expect(fansOf([7])).toEqual({ fanIn: 7, fanOut: 7 });
  expect(fansOf([784, 128])).toEqual({ fanIn: 784, fanOut: 128 });
  expect(fansOf([3, 32, 64])).toEqual({ fanIn: 96, fanOut: 192 });
  expect(fansOf(shape)).toEqual({ fanIn, fanOut });
});

describe('spread and limits', () => {
  const uniform: [InitializerKind, number][] = [
    ['glorotUniform', Math.sqrt(6 / (fanIn + fanOut))],
    ['heUniform', Math.sqrt(6 / fanIn)],
    ['lecunUniform', Math.sqrt(3 / fanIn)],
    ['randomUniform', 0.05],
  ];
  test.each(uniform)('%s is even up to ±%f', (kind, limit) => {
    const { mean, spread, largest } = statistics(initialValues(kind, shape, [1, 2]));
    expect(Math.abs(mean) / limit).toBeLessThan(0.02);
    expect(Math.abs(spread / (limit / Math.sqrt(3)) - 1)).toBeLessThan(0.015);
    expect(largest / limit).toBeCloseTo(1, 3);
    expect(largest).toBeLessThanOrEqual(limit);
  });

  const truncated: [InitializerKind, number][] = [
    ['glorotNormal', Math.sqrt(2 / (fanIn + fanOut))],
    ['heNormal', Math.sqrt(2 / fanIn)],
    ['lecunNormal', Math.sqrt(1 / fanIn)],
    // Keras corrects the spread only where it is derived from the fans.
    ['truncatedNormal', 0.05 * 0.8796256610342398],
  ];
  test.each(truncated)('%s has standard deviation %f and ends at two of the full normal’s', (kind, spread) => {
    const result = statistics(initialValues(kind, shape, [1, 2]));
    expect(Math.abs(result.mean) / spread).toBeLessThan(0.02);
    expect(Math.abs(result.spread / spread - 1)).toBeLessThan(0.015);
    expect((result.largest / spread) * 0.8796256610342398).toBeCloseTo(2, 2);
    expect((result.largest / spread) * 0.8796256610342398).toBeLessThanOrEqual(2.000001);
  });

  test('randomNormal has standard deviation 0.05 and long tails', () => {
    const { mean, spread, largest } = statistics(initialValues('randomNormal', shape, [1, 2]));
    expect(Math.abs(mean)).toBeLessThan(0.001);
    expect(spread).toBeCloseTo(0.05, 3);
    expect(largest).toBeGreaterThan(0.05 * 3.5);
  });

  test('zeros and ones', () => {
    expect(initialValues('zeros', [2, 2], [1, 2])).toEqual(new Float32Array(4));
    expect(initialValues('ones', [3], [1, 2])).toEqual(new Float32Array([1, 1, 1]));
  });
});

describe('orthogonal', () => {
  /** Largest distance from the identity of the products of all pairs of rows (or columns). */
  const distance = (values: Float32Array, rows: number, columns: number): number => {
    const byRow = rows <= columns;
    const [count, length] = byRow ? [rows, columns] : [columns, rows];
    const at = (vector: number, k: number): number => values[byRow ? vector * columns + k : k * columns + vector]!;
    let worst = 0;
    for (let a = 0; a < count; a++)
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let k = 0; k < length; k++) sum += at(a, k) * at(b, k);
        worst = Math.max(worst, Math.abs(sum - (a === b ? 1 : 0)));
      }
    return worst;
  };

  test.each([
    [16, 64],
    [64, 16],
    [32, 32],
    [1, 5],
  ])('%i × %i', (rows, columns) => {
    expect(distance(initialValues('orthogonal', [rows, columns], [3, 4]), rows, columns)).toBeLessThan(1e-6);
  });

  test('lays out all axes but the last as rows', () => {
    expect(distance(initialValues('orthogonal', [3, 3, 4, 8], [3, 4]), 36, 8)).toBeLessThan(1e-6);
  });

  test('has no preferred direction: first entries are as often negative as positive', () => {
    const negatives = Array.from({ length: 400 }, (_, i) => initialValues('orthogonal', [4, 4], [i, 7])[0]! < 0);
    expect(negatives.filter(Boolean).length).toBeGreaterThan(160);
    expect(negatives.filter(Boolean).length).toBeLessThan(240);
  });

  test('an LSTM of 512 units starts in a moment', () => {
    const begin = process.cpuUsage();
    initialValues('orthogonal', [512, 2048], [1, 2]);
    // Processor time, since other work on the machine is not ours: 0.6 s when quiet.
    expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(6);
  });
});

test('the same seed gives the same numbers, another seed others', () => {
  const first = initialValues('heNormal', [8, 8], [1, 2]);
  expect(initialValues('heNormal', [8, 8], [1, 2])).toEqual(first);
  expect(initialValues('heNormal', [8, 8], [2, 1])).not.toEqual(first);
});

test('these numbers never change: a run of years ago starts the same today', () => {
  const random = createRandom([1, 2]);
  expect([random.uniform(), random.uniform(), random.normal()]).toMatchInlineSnapshot(`
    [
      0.9130395088751563,
      0.8308076113829852,
      -0.7556837237858264,
    ]
  `);
  expect(deriveSeed(1, 'dense1/kernel')).toMatchInlineSnapshot(`
    [
      644222678,
      1291735108,
    ]
  `);
});

test('seeds differ by run, layer and weight', () => {
  const seeds = [1, 2].flatMap((run) =>
    ['a/kernel', 'a/bias', 'b/kernel', 'ab/kernel', ''].map((text) => deriveSeed(run, text).join()),
  );
  expect(new Set(seeds).size).toBe(seeds.length);
});

test('over many seeds, means and spreads scatter as chance does, no more and no less', () => {
  const count = 4000;
  const errors = Array.from({ length: 200 }, (_, i) => {
    const random = createRandom(i < 100 ? [i, 7] : deriveSeed(i, 'x/kernel'));
    const values = Array.from({ length: count }, () => random.uniform() - 0.5);
    const mean = values.reduce((sum, n) => sum + n, 0) / count;
    const square = values.reduce((sum, n) => sum + n * n, 0) / count;
    // In standard errors: a uniform number has variance 1/12, its square 1/180.
    return { mean: mean * Math.sqrt(12 * count), square: (square - 1 / 12) * Math.sqrt(180 * count) };
  });
  for (const key of ['mean', 'square'] as const) {
    const scatter = Math.sqrt(errors.reduce((sum, error) => sum + error[key] ** 2, 0) / errors.length);
    expect(scatter).toBeGreaterThan(0.85);
    expect(scatter).toBeLessThan(1.15);
  }
});
