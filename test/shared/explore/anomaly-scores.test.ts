/** Which scores a network allows, and two as one; the order of samples by them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measureFor, measuresOf, scoresBy } from '#shared/explore/anomaly-scores.ts';
import { sortSamples } from '#shared/explore/sample-order.ts';

const of = (...values: number[]) => Float32Array.from(values);
const plain = { error: of(1, 2, 4), latent: of(0, 3, 1), kl: null, negativeElbo: null };

test('a measure that the network does not have gives way to one that it has', () => {
  expect(measuresOf(plain)).toEqual(['error', 'latent', 'both']);
  expect(measureFor(plain, 'both')).toBe('both');
  expect(measureFor(plain, 'elbo')).toBe('error');
  expect(measureFor({ ...plain, error: null }, 'error')).toBe('latent');
  expect(() => scoresBy('kl', plain, plain)).toThrow(RangeError);
});

test('both is the sum of each in standard deviations of the training samples', () => {
  const reference = { ...plain, error: of(1, 3), latent: of(10, 30) };
  // Means 2 and 20, deviations 1 and 10.
  expect([...scoresBy('both', plain, reference)]).toEqual([-1 - 2, 0 - 1.7, 2 - 1.9].map(Math.fround));
  const flat = { ...plain, latent: of(5, 5) };
  expect([...scoresBy('both', plain, { ...flat, error: of(1, 3) })]).toEqual([-1, 0, 2]);
});

test('samples sorted by error keep their order where errors are equal', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1, 2, 3)), (errors) => {
      const places = errors.map((_, place) => place);
      expect([...sortSamples(errors, 'data')]).toEqual(places);
      expect([...sortSamples(errors, 'best')]).toEqual(places.toSorted((a, b) => errors[a]! - errors[b]!));
      expect([...sortSamples(errors, 'worst')]).toEqual(places.toSorted((a, b) => errors[b]! - errors[a]!));
    }),
  );
  expect([...sortSamples([1, Number.NaN, 2], 'worst')]).toEqual([1, 2, 0]);
});
