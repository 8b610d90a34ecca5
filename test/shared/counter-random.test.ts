import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mix as compilerMix } from '#main/compiler/random-numbers.ts';
import { mix, permutation, uniformNumbers } from '#shared/counter-random.ts';

const seeds = fc.integer({ min: 0, max: 4_294_967_295 });

test('mixes words as the compiler does', () => {
  fc.assert(
    fc.property(fc.integer(), (word) => {
      expect(mix(word)).toBe(compilerMix(word));
    }),
  );
});

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

test('runs of earlier versions go on in the same order', () => {
  expect([...permutation(8, 1, 'split')]).toEqual([7, 4, 0, 6, 1, 3, 2, 5]);
  expect([...permutation(8, 7, 'shuffle', 3)]).toEqual([4, 7, 6, 0, 5, 1, 3, 2]);
});

test('every place is equally likely', () => {
  const counts = new Float64Array(8);
  for (let counter = 0; counter < 8000; counter++) counts[permutation(8, 7, 'shuffle', counter)[3]!]! += 1;
  // Expected 1,000 each; the standard deviation is 30.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('uniform numbers fill [0, 1) evenly, whichever counter moves', () => {
  const streams = {
    along: () => Array.from({ length: 8000 }, uniformNumbers(1, 'augmentation', 0, 0)),
    overFirst: () => Array.from({ length: 8000 }, (_, first) => uniformNumbers(1, 'augmentation', first, 5)()),
    overSecond: () => Array.from({ length: 8000 }, (_, second) => uniformNumbers(1, 'augmentation', 5, second)()),
  };
  for (const draw of Object.values(streams)) {
    const counts = new Float64Array(8);
    for (const number of draw()) counts[Math.floor(number * 8)]! += 1;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  }
  expect(streams.overFirst()[5]).toBe(streams.overSecond()[5]);
  expect(uniformNumbers(1, 'augmentation', 2, 3)()).not.toBe(uniformNumbers(1, 'augmentation', 3, 2)());
  expect(uniformNumbers(1, 'shapes', 2, 3)()).not.toBe(uniformNumbers(1, 'augmentation', 2, 3)());
});
