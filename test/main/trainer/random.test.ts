import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permutation, splitSamples, stepSeed } from '#main/trainer/random.ts';

const seeds = fc.integer({ min: 0, max: 4_294_967_295 });

test('a permutation holds every sample once and follows from seed, purpose and counter alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), seeds, fc.nat(1000), (size, seed, counter) => {
      const order = permutation(size, seed, 'shuffle', counter);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, index) => index));
      expect(permutation(size, seed, 'shuffle', counter)).toEqual(order);
    }),
  );
  const orders = [
    permutation(50, 1, 'shuffle', 0),
    permutation(50, 1, 'shuffle', 1),
    permutation(50, 2, 'shuffle', 0),
    permutation(50, 1, 'split', 0),
  ];
  expect(new Set(orders.map(String)).size).toBe(4);
});

test('every place is equally likely', () => {
  const counts = new Float64Array(8);
  for (let counter = 0; counter < 8000; counter++) counts[permutation(8, 7, 'shuffle', counter)[3]!]! += 1;
  // Expected 1,000 each; the standard deviation is 30.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('splits off as many as Keras does, and every sample is on one side', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      seeds,
      (samples, fraction, seed) => {
        const { train, validation } = splitSamples(samples, fraction, seed);
        expect([...train, ...validation].sort((a, b) => a - b)).toEqual(
          Array.from({ length: samples }, (_, index) => index),
        );
      },
    ),
  );
  expect(splitSamples(10_000, 0.1, 1).validation.length).toBe(1000);
  expect(splitSamples(10, 0.9, 1).train.length).toBe(1);
});

test('steps and runs have seeds of their own', () => {
  expect(stepSeed(1, 5)).not.toEqual(stepSeed(1, 6));
  expect(stepSeed(1, 5)).not.toEqual(stepSeed(2, 5));
});
