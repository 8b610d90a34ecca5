/** Random orthonormal vectors. Owns the factorization; initializers.ts lays them out as weights. */
import type { Random } from './random-numbers.ts';

/**
 * `count` orthonormal vectors of `length` ≥ count, row after row, evenly distributed over all such sets.
 *
 * Gaussian vectors made orthogonal by modified Gram–Schmidt (Golub and Van Loan, Matrix Computations, 5.2.8), which
 * is the QR factorization with a positive diagonal, and so what Keras gets by correcting signs (Mezzadri 2007).
 */
export function orthogonalRows(count: number, length: number, random: Random): Float64Array {
  const values = Float64Array.from({ length: count * length }, () => random.normal());
  for (let i = 0; i < count; i++) {
    const row = values.subarray(i * length, (i + 1) * length);
    const scale = 1 / Math.sqrt(dot(row, row));
    for (let k = 0; k < length; k++) row[k]! *= scale;
    for (let j = i + 1; j < count; j++) {
      const other = values.subarray(j * length, (j + 1) * length);
      const share = dot(row, other);
      for (let k = 0; k < length; k++) other[k]! -= share * row[k]!;
    }
  }
  return values;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
