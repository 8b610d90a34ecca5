/** Principal components of latents: the directions in which they spread most (I. Jolliffe, Principal Component Analysis, 2002). Pure. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { meanOf, spreadRows, takeRows, type Latents } from './latents.ts';

export interface PrincipalBasis {
  readonly size: number;
  /** How many directions there are, the one of the largest variance first. */
  readonly count: number;
  /** [size]. */
  readonly mean: Float32Array;
  /** [count, size], of length 1 each and at right angles. */
  readonly directions: Float32Array;
  /** Share of the whole variance, [count]. */
  readonly shares: Float32Array;
  /** Rows that it was measured on. */
  readonly measuredOn: number;
}

/** More would not turn the directions by what can be seen. */
const mostRows = 20_000;
/** Latents of more values are known by how a few hundred rows lie to each other (Jolliffe, section 3.5). */
const mostSize = 256;
const mostCompared = 512;

export function principalBasis(latents: Latents, most: number): PrincipalBasis {
  const { size } = latents;
  const wide = size > mostSize;
  const rows = spreadRows(latents.count, wide ? mostCompared : mostRows);
  const { count, values } = takeRows(latents, rows);
  const mean = meanOf({ count, size, values });
  const centred = Float64Array.from(values, (value, at) => value - mean[at % size]!);
  const products = wide ? productsOfRows(centred, count, size) : productsOfColumns(centred, count, size);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(products, { assumeSymmetric: true });
  const total = realEigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0) || 1;
  // In ascending order.
  const order = realEigenvalues.map((_, at) => realEigenvalues.length - 1 - at).slice(0, Math.min(most, size));
  const directions = new Float32Array(order.length * size);
  for (const [place, from] of order.entries()) {
    const vector = eigenvectorMatrix.getColumn(from);
    const direction = wide ? combined(centred, vector, size) : Float64Array.from(vector);
    directions.set(signed(direction), place * size);
  }
  const shares = Float32Array.from(order, (at) => Math.max(0, realEigenvalues[at]!) / total);
  return { size, count: order.length, mean, directions, shares, measuredOn: count };
}

/** Coordinates along the first directions, [latents.count, components]. */
export function alongBasis({ count, values }: Latents, basis: PrincipalBasis, components: number): Float32Array {
  const { size, mean, directions } = basis;
  const along = new Float32Array(count * components);
  for (let row = 0; row < count; row++) {
    for (let component = 0; component < components; component++) {
      let sum = 0;
      for (let at = 0; at < size; at++)
        sum += (values[row * size + at]! - mean[at]!) * directions[component * size + at]!;
      along[row * components + component] = sum;
    }
  }
  return along;
}

/** The latent [size] at coordinates along the first directions, all others at their mean. */
export function fromBasis({ size, mean, directions }: PrincipalBasis, coordinates: ArrayLike<number>): Float32Array {
  const latent = Float32Array.from(mean);
  for (let component = 0; component < coordinates.length; component++)
    for (let at = 0; at < size; at++) latent[at]! += coordinates[component]! * directions[component * size + at]!;
  return latent;
}

/** XᵀX of rows X, [size, size]. */
function productsOfColumns(values: Float64Array, count: number, size: number): Matrix {
  const products = Array.from({ length: size }, () => new Float64Array(size));
  for (let row = 0; row < count; row++) {
    const from = row * size;
    for (let a = 0; a < size; a++) {
      const [value, into] = [values[from + a]!, products[a]!];
      for (let b = 0; b <= a; b++) into[b]! += value * values[from + b]!;
    }
  }
  return mirrored(products);
}

/** XXᵀ of rows X, [count, count]. */
function productsOfRows(values: Float64Array, count: number, size: number): Matrix {
  const products = Array.from({ length: count }, () => new Float64Array(count));
  for (let a = 0; a < count; a++)
    for (let b = 0; b <= a; b++)
      for (let at = 0; at < size; at++) products[a]![b]! += values[a * size + at]! * values[b * size + at]!;
  return mirrored(products);
}

function mirrored(lower: readonly Float64Array[]): Matrix {
  lower.forEach((row, a) => {
    for (let b = 0; b < a; b++) lower[b]![a] = row[b]!;
  });
  return new Matrix(lower as Float64Array[]);
}

/** Rows summed up by weights, of length 1; of a direction in which nothing spreads: zeros. */
function combined(rows: Float64Array, weights: readonly number[], size: number): Float64Array {
  const sum = new Float64Array(size);
  weights.forEach((weight, row) => {
    for (let at = 0; at < size; at++) sum[at]! += weight * rows[row * size + at]!;
  });
  const length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}

/** An eigenvector's sign is arbitrary: its largest number is made positive, so that a map keeps its sides. */
function signed(direction: Float64Array): Float64Array {
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}
