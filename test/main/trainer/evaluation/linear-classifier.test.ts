import { describe, expect, test } from 'vitest';
import { uniformNumbers } from '#shared/counter-random.ts';
import { accuracyOf, fitLinearClassifier } from '#main/trainer/evaluation/linear-classifier.ts';
import { minimise } from '#main/trainer/evaluation/minimise.ts';

/** Three clouds at the corners of a triangle, and a third feature that never varies. */
function clouds(spread: number) {
  const draw = uniformNumbers(3, 'test', 0, 0);
  const corners = [
    [0, 0],
    [10, 0],
    [0, 10],
  ] as const;
  const labels = Array.from({ length: 300 }, (_, at) => at % 3);
  const rows = labels.flatMap((label) => [...corners[label]!.map((place) => place + spread * (draw() - 0.5)), 5]);
  return { rows: Float32Array.from(rows), features: 3, labels };
}

describe('the linear probe', () => {
  test('tells apart what can be told apart, and classifies new rows', () => {
    const data = clouds(4);
    const classifier = fitLinearClassifier(data, 3);
    expect(accuracyOf(classifier, data)).toBe(1);
    expect([...classifier.classify(Float32Array.of(9, 1, 5, 1, 9, 5, -1, -1, 5))]).toEqual([1, 2, 0]);
  });

  test('guesses where features say nothing', () => {
    const { labels, features } = clouds(0);
    const draw = uniformNumbers(4, 'test', 0, 0);
    const rows = Float32Array.from({ length: labels.length * features }, () => draw());
    const half = { rows: rows.subarray(0, 150 * features), features, labels: labels.slice(0, 150) };
    const other = { rows: rows.subarray(150 * features), features, labels: labels.slice(150) };
    const accuracy = accuracyOf(fitLinearClassifier(half, 3), other);
    expect(accuracy).toBeGreaterThan(0.2);
    expect(accuracy).toBeLessThan(0.47);
  });

  test('gives the same for the same', () => {
    const data = clouds(30);
    const [first, second] = [0, 1].map(() => [...fitLinearClassifier(data, 3).classify(data.rows)]);
    expect(first).toEqual(second);
  });
});

test('the minimum of a narrow valley is found', () => {
  // (x − 1)² + 100 (y − 2x)²: least at (1, 2).
  const found = minimise(
    (point, gradient) => {
      const [x, y] = point as unknown as [number, number];
      gradient[0] = 2 * (x - 1) - 400 * (y - 2 * x);
      gradient[1] = 200 * (y - 2 * x);
      return (x - 1) ** 2 + 100 * (y - 2 * x) ** 2;
    },
    Float64Array.of(-3, 8),
    { iterations: 100, gradient: 1e-8 },
  );
  expect(found[0]).toBeCloseTo(1, 6);
  expect(found[1]).toBeCloseTo(2, 6);
});
