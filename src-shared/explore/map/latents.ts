/** Latents of many samples, and how long work on them is watched. Owns types, and taking rows out of them. */

export interface Latents {
  readonly count: number;
  readonly size: number;
  /** [count, size]. */
  readonly values: Float32Array;
}

/** Told between the steps of long work; may wait, and may throw to end it. */
export type Between = (done: number, total: number, doing: string) => Promise<void> | void;

/** At most so many rows, evenly spread over all; null: all. */
export function spreadRows(count: number, most: number): Uint32Array | null {
  if (count <= most) return null;
  return Uint32Array.from({ length: most }, (_, index) => Math.floor((index * count) / most));
}

/** Those rows, in their order; null: all. */
export function takeRows(latents: Latents, rows: Uint32Array | null): Latents {
  if (rows === null) return latents;
  const { size, values } = latents;
  const taken = new Float32Array(rows.length * size);
  rows.forEach((row, place) => taken.set(values.subarray(row * size, (row + 1) * size), place * size));
  return { count: rows.length, size, values: taken };
}

/** Mean of each latent value, [size]. */
export function meanOf({ count, size, values }: Latents): Float32Array {
  const sums = new Float64Array(size);
  for (let at = 0; at < values.length; at++) sums[at % size]! += values[at]!;
  return Float32Array.from(sums, (sum) => sum / Math.max(1, count));
}
