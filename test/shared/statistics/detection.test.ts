/** Thresholds, curves and bins against counting by hand. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countsAt, curvesOf, histogramOf, quantileOf, rankScores } from '#shared/statistics/detection.ts';

/** Few different values, so that ties are common; some far out. */
const score = fc.oneof(fc.integer({ min: -3, max: 6 }), fc.constantFrom(1e4, -1e4, 0.1)).map(Math.fround);
const samples = fc.array(fc.tuple(score, fc.constantFrom(0, 1)), { minLength: 1, maxLength: 40 });

const split = (all: readonly (readonly [number, number])[]) =>
  [all.map(([value]) => value), all.map(([, kind]) => kind)] as const;

test('counts at any threshold are those of looking at every sample', () => {
  fc.assert(
    fc.property(samples, fc.oneof(score, fc.double({ min: -4, max: 7, noNaN: true })), (all, threshold) => {
      const above = (kind: number): number => all.filter(([value, own]) => own === kind && value > threshold).length;
      const unusual = all.filter(([, kind]) => kind === 1).length;
      const [tp, fp] = [above(1), above(0)];
      const ranked = rankScores(...split(all));
      expect(countsAt(ranked, threshold)).toEqual({
        flagged: tp + fp,
        total: all.length,
        known: {
          truePositives: tp,
          falsePositives: fp,
          falseNegatives: unusual - tp,
          trueNegatives: all.length - unusual - fp,
          precision: tp + fp === 0 ? null : tp / (tp + fp),
          recall: unusual === 0 ? null : tp / unusual,
        },
      });
      expect(countsAt(rankScores(split(all)[0], null), threshold)).toEqual({
        ...{ flagged: tp + fp, total: all.length, known: null },
      });
    }),
  );
});

describe('curves', () => {
  test('have a point for each different score, as flagging by hand from there on; average precision sums them up', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const curves = curvesOf(rankScores(...split(all)));
        const positives = all.filter(([, kind]) => kind === 1).length;
        if (positives === 0 || positives === all.length) {
          expect(curves).toBeNull();
          return;
        }
        const thresholds = [...new Set(all.map(([value]) => value))].sort((a, b) => b - a);
        let before = 0;
        let average = 0;
        const points = thresholds.map((threshold) => {
          const flagged = all.filter(([value]) => value >= threshold);
          const hits = flagged.filter(([, kind]) => kind === 1).length;
          const [recall, precision] = [hits / positives, hits / flagged.length];
          average += (recall - before) * precision;
          before = recall;
          return {
            threshold,
            falsePositiveRate: (flagged.length - hits) / (all.length - positives),
            recall,
            precision,
          };
        });
        expect(curves!.points).toEqual(points);
        expect(curves!.averagePrecision).toBeCloseTo(average, 12);
        expect(curves!.prevalence).toBe(positives / all.length);
        // The area under the ROC curve is that of its trapezia.
        let area = 0;
        let [x, y] = [0, 0];
        for (const { falsePositiveRate, recall } of points) {
          area += ((falsePositiveRate - x) * (recall + y)) / 2;
          [x, y] = [falsePositiveRate, recall];
        }
        expect(curves!.auroc).toBeCloseTo(area, 12);
      }),
    );
  });

  test('as scikit-learn 1.5 has them', () => {
    // average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), roc_auc_score of the same: its documentation's examples.
    const curves = curvesOf(rankScores([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]))!;
    expect(curves.averagePrecision).toBeCloseTo(0.8333333, 6);
    expect(curves.auroc).toBe(0.75);
  });
});

test('bins hold every sample once, the last those above, too', () => {
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 9 }), (all, bins) => {
      const { low, high, usual, unusual } = histogramOf(rankScores(...split(all)), bins);
      const counted = [new Array(bins).fill(0), new Array(bins).fill(0)] as [number[], number[]];
      for (const [value, kind] of all)
        counted[kind]![Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]! += 1;
      expect([[...usual], [...unusual]]).toEqual(counted);
      expect(low).toBe(Math.min(...all.map(([value]) => value)));
      expect(high).toBeGreaterThan(low);
    }),
  );
});

test('percentiles are NumPy’s', () => {
  expect(quantileOf([1, 2, 3, 4], 0.95)).toBeCloseTo(3.85, 12);
  expect(quantileOf([7], 0.95)).toBe(7);
  expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantileOf([1, 2, 3, 4], share))).toEqual([1, 1.75, 2.5, 3.7, 4]);
  expect(quantileOf([5], 0.95)).toBe(5);
});
