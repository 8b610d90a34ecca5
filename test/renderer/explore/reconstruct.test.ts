/** The pure parts of Reconstruct and Anomalies in the window: searching, tables, detection, curves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curvePath } from '../../../src-renderer/explore/anomalies/curve-path.ts';
import { scoresTable } from '../../../src-renderer/explore/anomalies/scores-table.ts';
import { detect, unusualAsMarked, unusualByLabel } from '../../../src-renderer/explore/anomalies/detection.ts';
import { csvOf } from '../../../src-renderer/explore/csv.ts';
import { searchSamples } from '../../../src-renderer/explore/reconstruct/search.ts';

const samples = { indices: [4, 6, 10, 1204], labels: [0, 1, 2, 1], names: ['7', 'Seven', '70'] };

describe('searching', () => {
  test.each([
    ['', null],
    ['  ', null],
    // A label of that very name before labels that begin so, and before numbers.
    ['7', [0]],
    ['sev', [1, 3]],
    ['#7', [1]],
    ['11', [2]],
    ['1,205', [3]],
    ['#8', []],
    ['nine', []],
  ])('“%s”', (text, found) => expect(searchSamples(text, samples)).toEqual(found));

  test('without labels by number alone', () =>
    expect(searchSamples('7', { ...samples, labels: null, names: [] })).toEqual([1]));
});

test('cells with commas, quotes and lines are quoted', () =>
  expect(
    csvOf(
      ['a', 'b'],
      [
        ['x, "y"', 1.5],
        ['two\nlines', ''],
      ],
    ),
  ).toBe('a,b\n"x, ""y""",1.5\n"two\nlines",\n'));

test('detection ranks, flags and suggests by the training samples', () => {
  const of = (...error: number[]) => ({ error: Float32Array.from(error), latent: null, kl: null, negativeElbo: null });
  const both = { own: of(1, 9, 3), reference: of(0, 100) };
  const found = detect(both, 'both', unusualByLabel([5, 6, 5], new Set([5])))!;
  expect(found).toMatchObject({ by: 'error', suggested: 95, curves: { auroc: 1 } });
  expect([...found.unusual!]).toEqual([0, 1, 0]);
  expect([...found.worstFirst]).toEqual([1, 2, 0]);
  expect(detect({ ...both, own: of() }, 'error', null)).toBeNull();
});

test('unusual is what has another label than the usual ones, or what was marked', () => {
  expect(unusualByLabel([5, 6, 5], new Set())).toBeNull();
  expect(unusualByLabel(null, new Set([5]))).toBeNull();
  expect([...unusualByLabel([5, 6, 5], new Set([5]))!]).toEqual([0, 1, 0]);
  expect([...unusualAsMarked([40, 7, 12], new Set([7, 9, 40]))]).toEqual([1, 1, 0]);
});

test('a table of scores says what is flagged, and what was marked where anything was', () => {
  const items = [
    { name: 'part.png', label: null, value: 0.5, marked: null },
    { name: 'Sample 8', label: 'b', value: 0.25, marked: true },
    { name: 'Sample 2', label: 'a', value: 0.125, marked: false },
  ];
  expect(scoresTable(items, 'error', 0.2, true)).toBe(
    'sample,label,reconstruction error,flagged,marked\npart.png,,0.5,1,\nSample 8,b,0.25,1,1\nSample 2,a,0.125,0,0\n',
  );
  expect(scoresTable(items.slice(1), 'latent', 0.3, false)).toBe(
    'sample,label,latent distance,flagged\nSample 8,b,0.25,0\nSample 2,a,0.125,0\n',
  );
});

test('a curve of any length keeps its ends, and few points', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 2000 }), (values) => {
      const points = values.map((y, at) => ({ x: at / values.length, y }));
      const path = curvePath(points).split(/[ML]/).slice(1);
      const written = ({ x, y }: { x: number; y: number }) => `${x.toFixed(4)} ${(1 - y).toFixed(4)}`;
      expect(path.length).toBeLessThanOrEqual(401);
      expect([path[0], path.at(-1)]).toEqual([written(points[0]!), written(points.at(-1)!)]);
    }),
  );
});
