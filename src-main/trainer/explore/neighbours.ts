/** The nearest of many pictures, by exact search. Pure but for reading pieces of the pictures; knows no network. */

export interface Found {
  readonly index: number;
  /** Root mean squared difference of pixel values, 0 to 1. */
  readonly distance: number;
}

export interface Search {
  /** Pictures one after the other, uint8 of `size` values each. */
  readonly queries: Uint8Array;
  readonly size: number;
  readonly nearest: number;
  /** Numbers of the pictures that are searched. */
  readonly among: Uint32Array;
  /** Copies pictures into the front of `into`. */
  readonly read: (indices: Uint32Array, into: Uint8Array) => Promise<void>;
  /** A query's own number: it is no neighbour of itself. */
  readonly self?: ArrayLike<number>;
  /** Told after each piece; may wait, and may throw to end the search. */
  readonly between?: (done: number, total: number) => Promise<void>;
}

/** Pixel comparisons in one piece: at most some tens of milliseconds. */
const pieceWork = 12e6;
const longestPiece = 8 * 1024 * 1024;
/** Values after which a picture that is already too far is given up. */
const stride = 64;

/** For each query the nearest, nearest first; of equally near ones those that come first. */
export async function nearestPictures(search: Search): Promise<readonly (readonly Found[])[]> {
  const { queries, size, nearest, among, read, self, between = () => Promise.resolve() } = search;
  const count = queries.length / size;
  const rows = Math.max(1, Math.min(Math.floor(pieceWork / (count * size)), Math.floor(longestPiece / size)));
  const piece = new Uint8Array(Math.min(rows, among.length) * size);
  const best = Array.from({ length: count }, () => [] as { index: number; sum: number }[]);
  for (let first = 0; first < among.length; first += rows) {
    const indices = among.subarray(first, first + rows);
    await read(indices, piece);
    for (let query = 0; query < count; query++) {
      const found = best[query]!;
      const from = query * size;
      for (let row = 0; row < indices.length; row++) {
        if (indices[row] === self?.[query]) continue;
        const limit = found.length < nearest ? Infinity : found.at(-1)!.sum;
        const sum = squaredDifference(queries, from, piece, row * size, size, limit);
        if (sum < limit) insert(found, { index: indices[row]!, sum }, nearest);
      }
    }
    await between(Math.min(among.length, first + rows), among.length);
  }
  return best.map((found) => found.map(({ index, sum }) => ({ index, distance: distanceOf(sum, size) })));
}

const distanceOf = (sum: number, size: number): number => Math.sqrt(sum / size) / 255;

/** Root mean squared difference of two pictures' pixel values, 0 to 1. */
export const pictureDistance = (a: Uint8Array, b: Uint8Array): number =>
  distanceOf(squaredDifference(a, 0, b, 0, a.length, Infinity), a.length);

/** Sums until past the limit. */
function squaredDifference(
  a: Uint8Array,
  fromA: number,
  b: Uint8Array,
  fromB: number,
  size: number,
  limit: number,
): number {
  let sum = 0;
  for (let at = 0; at < size;) {
    for (const end = Math.min(size, at + stride); at < end; at++) {
      const apart = a[fromA + at]! - b[fromB + at]!;
      sum += apart * apart;
    }
    if (sum >= limit) return sum;
  }
  return sum;
}

function insert(found: { index: number; sum: number }[], one: { index: number; sum: number }, most: number): void {
  let place = found.length;
  while (place > 0 && found[place - 1]!.sum > one.sum) place--;
  found.splice(place, 0, one);
  if (found.length > most) found.pop();
}
