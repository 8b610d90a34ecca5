/** Samples of a map and their points. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pointsOf, type MapRows } from '#shared/explore/map/rows.ts';

const rowsOf = (samples: readonly number[]): MapRows => ({
  ...{ version: 1, total: samples.length, count: samples.length, size: 0, values: new Float32Array() },
  ...{ scores: { error: false, divergence: false }, labels: null, parts: new Uint8Array(samples.length) },
  samples: Uint32Array.from(samples),
});

test('samples are found among the points, also where these are some of the rows; others are left out', () => {
  const rows = rowsOf([3, 5, 8, 13]);
  expect(pointsOf(rows, null, [13, 5, 4_294_967_295, 4])).toEqual([1, 3]);
  expect(pointsOf(rows, Uint32Array.from([0, 3]), [13, 5])).toEqual([1]);
  expect(pointsOf(rows, null, [])).toEqual([]);
});

test('of any samples those that are wanted', () => {
  const some = fc.uniqueArray(fc.nat(60), { maxLength: 40 });
  fc.assert(
    fc.property(some, some, (samples, wanted) => {
      const found = pointsOf(rowsOf(samples), null, wanted).map((point) => samples[point]);
      expect(found).toEqual(samples.filter((sample) => wanted.includes(sample)));
    }),
  );
});
