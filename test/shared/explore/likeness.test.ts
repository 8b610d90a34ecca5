/** Words on memorising, by how near training samples are to each other. */
import { expect, test } from 'vitest';
import { describeLikeness, describeMemorising, likenessOf } from '#shared/explore/likeness.ts';

const typical = { probes: 48, nearest: 0.1, nearestLow: 0.04, pair: 0.3 };

test('a sample is a copy, as usual, apart or far', () => {
  expect([0, 0.03, 0.04, 0.1, 0.2, 0.3, 0.31].map((distance) => likenessOf(distance, typical))).toEqual([
    ...['copy', 'copy', 'usual', 'usual', 'apart', 'apart', 'far'],
  ]);
});

test('where training samples repeat themselves only an exact copy is one', () => {
  const repeating = { ...typical, nearest: 0, nearestLow: 0 };
  expect([0, 0.01].map((distance) => likenessOf(distance, repeating))).toEqual(['copy', 'apart']);
  expect(describeLikeness(0.01, repeating)).not.toContain('×');
  expect(describeMemorising([0.01], repeating)).toContain('themselves repeat');
});

test('says it of one, and of all', () => {
  expect(describeLikeness(0.15, typical)).toMatch(/^Its own: .*\(1\.5 ×\)\.$/);
  expect(describeMemorising([0.15, 0.2, 0.12], typical)).toBe(
    'No sign of memorising: none of 3 is all but a copy. The nearest training sample is typically 1.5 times as far away as training samples are from their nearest other.',
  );
  expect(describeMemorising([0.01, 0.02, 0.2], typical)).toMatch(/^It has memorised: 2 of 3 are all but a copy/);
  expect(describeMemorising([0.01, ...Array<number>(30).fill(0.2)], typical)).toMatch(
    /^Little is memorised: 1 of 31 is/,
  );
  expect(describeMemorising([], typical)).toBe('');
});
