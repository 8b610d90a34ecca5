/** The Fréchet distance between two clouds of points as if each were normally distributed. Pure. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Mean and covariance of a cloud. */
export interface Gaussian {
  /** [1, dimensions]. */
  readonly mean: Matrix;
  /** [dimensions, dimensions]. */
  readonly covariance: Matrix;
}

/** Of points [count, dimensions], row after row; the covariance with count − 1, as NumPy's. At least two points. */
export function fitGaussian(points: Float32Array, dimensions: number): Gaussian {
  const count = points.length / dimensions;
  const mean = new Float64Array(dimensions);
  for (let at = 0; at < points.length; at++) mean[at % dimensions]! += points[at]! / count;
  const sums = Matrix.zeros(dimensions, dimensions);
  for (let point = 0; point < count; point++) {
    const from = points.subarray(point * dimensions, (point + 1) * dimensions);
    for (let i = 0; i < dimensions; i++)
      for (let j = 0; j <= i; j++)
        sums.set(i, j, sums.get(i, j) + ((from[i]! - mean[i]!) * (from[j]! - mean[j]!)) / (count - 1));
  }
  for (let i = 0; i < dimensions; i++) for (let j = 0; j < i; j++) sums.set(j, i, sums.get(i, j));
  return { mean: Matrix.rowVector(Array.from(mean)), covariance: sums };
}

/**
 * |μ₁ − μ₂|² + tr(C₁ + C₂ − 2 (C₁C₂)^½) (Dowson, Landau 1982; as the FID of Heusel et al. 2017, equation 6). The last trace
 * is that of (√C₁ C₂ √C₁)^½, which is symmetric: the sum of the roots of its eigenvalues.
 */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  const apart = Matrix.sub(a.mean, b.mean);
  const root = squareRoot(a.covariance);
  const product = root.mmul(b.covariance).mmul(root);
  const shared = eigenvaluesOf(product).reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const squared = apart.dot(apart) + a.covariance.trace() + b.covariance.trace() - 2 * shared;
  // Rounding may leave a little less than nothing.
  return Math.max(0, squared);
}

/** Symmetric in spite of rounding. */
const symmetric = (matrix: Matrix): Matrix => Matrix.add(matrix, matrix.transpose()).mul(0.5);

const eigenvaluesOf = (matrix: Matrix): readonly number[] =>
  new EigenvalueDecomposition(symmetric(matrix), { assumeSymmetric: true }).realEigenvalues;

/** Of a covariance: symmetric, no eigenvalue below 0. */
function squareRoot(matrix: Matrix): Matrix {
  const { eigenvectorMatrix: vectors, realEigenvalues } = new EigenvalueDecomposition(symmetric(matrix), {
    assumeSymmetric: true,
  });
  const roots = Matrix.diag(realEigenvalues.map((value) => Math.sqrt(Math.max(0, value))));
  return vectors.mmul(roots).mmul(vectors.transpose());
}
