import { Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { fitGaussian, frechetDistance } from '#main/trainer/evaluation/frechet-distance.ts';

const gaussian = (mean: number[], covariance: number[][]) => ({
  mean: Matrix.rowVector(mean),
  covariance: new Matrix(covariance),
});

test('along one axis it is (μ₁ − μ₂)² + (σ₁ − σ₂)²', () => {
  expect(frechetDistance(gaussian([1], [[4]]), gaussian([3], [[9]]))).toBeCloseTo(4 + 1, 10);
});

test('along several it adds up, and where covariances share their axes, in any direction', () => {
  // Both turned by the same angle: variances 4 and 1 against 9 and 16.
  const turned = (a: number, b: number, angle: number): number[][] => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return [
      [a * c * c + b * s * s, (a - b) * c * s],
      [(a - b) * c * s, a * s * s + b * c * c],
    ];
  };
  const distance = frechetDistance(gaussian([0, 1], turned(4, 1, 0.7)), gaussian([2, 1], turned(9, 16, 0.7)));
  expect(distance).toBeCloseTo(4 + (2 - 3) ** 2 + (1 - 4) ** 2, 9);
});

test('it does not mind which comes first, and nothing is apart from itself, flat clouds included', () => {
  const flat = gaussian(
    [1, 2, 3],
    [
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 0],
    ],
  );
  const round = gaussian(
    [0, 0, 0],
    [
      [1, 0.5, 0.2],
      [0.5, 3, 0.1],
      [0.2, 0.1, 1],
    ],
  );
  expect(frechetDistance(flat, flat)).toBeCloseTo(0, 6);
  expect(frechetDistance(flat, round)).toBeCloseTo(frechetDistance(round, flat), 8);
});

test('a cloud’s mean and covariance are those of NumPy', () => {
  // numpy.cov([[1, 3, 5], [2, 2, 8]]) = [[4, 6], [6, 12]]
  const { mean, covariance } = fitGaussian(Float32Array.of(1, 2, 3, 2, 5, 8), 2);
  expect(mean.to1DArray()).toEqual([3, 4]);
  expect(covariance.to2DArray()).toEqual([
    [4, 6],
    [6, 12],
  ]);
});
