/** How far latents are from those of the training samples, in terms of how these spread. Pure. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { fitGaussian } from '../evaluation/frechet-distance.ts';

/** With more latent values their covariances are too many to fit, and to be sure of, from a few thousand samples. */
const mostForCovariance = 256;
/** Added to each variance, as a share of their mean: latent values that never change would be infinitely telling. */
const ridge = 1e-4;

export interface LatentSpread {
  readonly kind: 'full' | 'diagonal';
  /** Mahalanobis distance (P. C. Mahalanobis, 1936) of latents [count, size], [count]. */
  distances(latents: Float32Array): Float32Array;
}

/** Of latents [count, size], at least two. */
export function spreadOf(latents: Float32Array, size: number): LatentSpread {
  return size <= mostForCovariance && latents.length / size > size
    ? fullSpread(latents, size)
    : diagonalSpread(latents, size);
}

function fullSpread(latents: Float32Array, size: number): LatentSpread {
  const { mean, covariance } = fitGaussian(latents, size);
  const least = ridge * (covariance.trace() / size) || 1e-12;
  const lower = new CholeskyDecomposition(
    Matrix.add(covariance, Matrix.eye(size).mul(least)),
  ).lowerTriangularMatrix.to2DArray();
  const centre = mean.getRow(0);
  const solved = new Float64Array(size);
  return {
    kind: 'full',
    distances: (all) =>
      Float32Array.from({ length: all.length / size }, (_, sample) => {
        // With covariance L Lᵀ, the length of L⁻¹(x − μ), by forward substitution.
        let sum = 0;
        for (let row = 0; row < size; row++) {
          const own = lower[row]!;
          let value = all[sample * size + row]! - centre[row]!;
          for (let at = 0; at < row; at++) value -= own[at]! * solved[at]!;
          solved[row] = value / own[row]!;
          sum += solved[row]! ** 2;
        }
        return Math.sqrt(sum);
      }),
  };
}

function diagonalSpread(latents: Float32Array, size: number): LatentSpread {
  const count = latents.length / size;
  const [mean, variance] = [new Float64Array(size), new Float64Array(size)];
  latents.forEach((value, at) => (mean[at % size]! += value / count));
  latents.forEach((value, at) => (variance[at % size]! += (value - mean[at % size]!) ** 2 / Math.max(1, count - 1)));
  const least = (ridge * variance.reduce((sum, value) => sum + value, 0)) / size || 1e-12;
  return {
    kind: 'diagonal',
    distances: (all) =>
      Float32Array.from({ length: all.length / size }, (_, sample) => {
        let sum = 0;
        for (let at = 0; at < size; at++) sum += (all[sample * size + at]! - mean[at]!) ** 2 / (variance[at]! + least);
        return Math.sqrt(sum);
      }),
  };
}
