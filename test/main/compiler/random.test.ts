/** The compiler's random numbers: statistics, seeding, and the same numbers eagerly and compiled. */
import { describe, expect, test } from 'vitest';
import { drawKeys, drawNormal, drawUniform, mix } from '#main/compiler/random-numbers.ts';
import { randomBattery } from './batteries/random.ts';
import { runGraph } from './compare.ts';

const size = 100_000;
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, each) => sum + each, 0) / values.length;
const variance = (values: ArrayLike<number>): number => {
  const centre = mean(values);
  return mean(Array.from(values, (each) => (each - centre) ** 2));
};
const correlation = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const [centreA, centreB] = [mean(a), mean(b)];
  const covariance = mean(Array.from(a, (each, index) => (each - centreA) * ((b[index] ?? 0) - centreB)));
  return covariance / Math.sqrt(variance(a) * variance(b));
};
/** Five standard errors of a mean of `size` numbers with this deviation: a false alarm in two million. */
const bound = (deviation: number): number => (5 * deviation) / Math.sqrt(size);
const uniform = (seed: readonly [number, number], draw = 0) => drawUniform(size, drawKeys(seed, draw));
const normal = (seed: readonly [number, number], draw = 0) => drawNormal(size, drawKeys(seed, draw));

describe('uniform numbers', () => {
  test('lie in [0, 1) with the right mean and variance', () => {
    const values = uniform([1, 1]);
    expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(values.every((each) => each < 1)).toBe(true);
    expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(bound(Math.sqrt(1 / 12)));
    expect(Math.abs(variance(values) - 1 / 12)).toBeLessThan(bound(Math.sqrt(1 / 180)));
  });

  test('fill 256 bins evenly (chi-squared)', () => {
    const bins = new Float64Array(256);
    for (const each of uniform([3, 4])) bins[Math.floor(each * 256)]! += 1;
    const expected = size / 256;
    const chiSquared = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 255 degrees of freedom, deviation √510: five deviations either way.
    expect(Math.abs(chiSquared - 255)).toBeLessThan(5 * Math.sqrt(510));
  });

  test.each<[string, Float32Array, Float32Array]>([
    ['elements one apart', uniform([5, 6]).slice(1), uniform([5, 6]).slice(0, -1)],
    ['elements 784 apart', uniform([5, 6]).slice(784), uniform([5, 6]).slice(0, -784)],
    ['consecutive steps', uniform([5, 6]), uniform([5, 7])],
    ['consecutive runs', uniform([5, 6]), uniform([6, 6])],
    ['swapped seed words', uniform([5, 6]), uniform([6, 5])],
    ['consecutive draws', uniform([5, 6], 0), uniform([5, 6], 1)],
    ['a run of one step and the next of the other', uniform([5, 6], 1), uniform([5, 7], 0)],
  ])('are uncorrelated between %s', (_, a, b) => {
    expect(Math.abs(correlation(a, b))).toBeLessThan(5 / Math.sqrt(a.length));
  });

  test('have independent bits under one-bit changes of the counter', () => {
    let flipped = 0;
    for (let counter = 0; counter < 1000; counter++)
      for (let bit = 0; bit < 32; bit++) {
        let difference = (mix(mix(counter)) ^ mix(mix(counter ^ (1 << bit)))) >>> 0;
        for (; difference; difference &= difference - 1) flipped++;
      }
    expect(flipped / (1000 * 32 * 32)).toBeCloseTo(0.5, 2);
  });
});

describe('normal numbers', () => {
  test('have the moments of the normal distribution', () => {
    const values = normal([1, 2]);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(Math.abs(mean(values))).toBeLessThan(bound(1));
    expect(Math.abs(variance(values) - 1)).toBeLessThan(bound(Math.SQRT2));
    expect(Math.abs(mean(values.map((each) => each ** 3)))).toBeLessThan(bound(Math.sqrt(15)));
    expect(Math.abs(mean(values.map((each) => each ** 4)) - 3)).toBeLessThan(bound(Math.sqrt(96)));
  });

  test('are uncorrelated between steps and elements', () => {
    expect(Math.abs(correlation(normal([1, 2]), normal([1, 3])))).toBeLessThan(bound(1));
    expect(Math.abs(correlation(normal([1, 2]).slice(1), normal([1, 2]).slice(0, -1)))).toBeLessThan(bound(1));
  });
});

randomBattery(runGraph);
