/** The nearest rows of every row, by exact search. Pure; knows nothing of what the rows are. */
import type { Between, Latents } from './latents.ts';

export interface NearestRows {
  /** Neighbours of each row. */
  readonly each: number;
  /** [count, each], nearest first; a row is no neighbour of itself. */
  readonly rows: Int32Array;
  /** Euclidean, [count, each]. */
  readonly distances: Float32Array;
}

/** Rows between two reports: some tens of milliseconds. */
const piece = 128;
/** Values after which a row that is already too far is given up. */
const stride = 4;

/**
 * Quickest where the first values of a row spread most, as principal components do: then most rows are given up after a few values.
 * `each` is at most count − 1.
 */
export async function nearestRows(latents: Latents, each: number, between: Between): Promise<NearestRows> {
  const { count } = latents;
  const rows = new Int32Array(count * each);
  const squares = new Float32Array(count * each).fill(Infinity);
  for (let row = 0; row < count; row++) {
    search(latents, row, rows.subarray(row * each, (row + 1) * each), squares.subarray(row * each, (row + 1) * each));
    if (row % piece === piece - 1) await between(row + 1, count, 'Looking for neighbours');
  }
  return { each, rows, distances: squares.map(Math.sqrt) };
}

function search({ count, size, values }: Latents, row: number, rows: Int32Array, squares: Float32Array): void {
  const last = rows.length - 1;
  const own = row * size;
  let limit = Infinity;
  for (let other = 0; other < count; other++) {
    let sum = 0;
    const from = other * size;
    for (let at = 0; at < size && sum < limit;) {
      for (const end = Math.min(size, at + stride); at < end; at++) {
        const apart = values[own + at]! - values[from + at]!;
        sum += apart * apart;
      }
    }
    if (sum >= limit || other === row) continue;
    let place = last;
    for (; place > 0 && squares[place - 1]! > sum; place--) {
      squares[place] = squares[place - 1]!;
      rows[place] = rows[place - 1]!;
    }
    squares[place] = sum;
    rows[place] = other;
    limit = squares[last]!;
  }
}
