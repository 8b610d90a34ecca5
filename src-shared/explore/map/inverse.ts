/** From a place on the map back to a latent, and in words how. Pure. */
import type KDBush from 'kdbush';
import type { Latents } from './latents.ts';
import { middlesOf, type Grid } from './plane.ts';
import { fromBasis } from './principal.ts';
import type { Projection } from './projection.ts';

/** Samples whose latents are mixed where no formula leads back. */
export const mixed = 8;

/** The latent [size] that belongs to a place. `index` is over the projection's places. */
export function latentAt(projection: Projection, latents: Latents, index: KDBush, x: number, y: number): Float32Array {
  const { values, basis, mean } = projection;
  if (basis) return fromBasis(basis, [x, y].slice(0, basis.count));
  if (!values) return mixedLatent(projection, latents, index, x, y);
  const latent = Float32Array.from(mean);
  if (latents.size > 1) latent[values[1]] = y;
  latent[values[0]] = x;
  return latent;
}

/** Weighed by the inverse of the squared distance on the map (D. Shepard, 1968). */
function mixedLatent(
  { places, rows }: Projection,
  { size, values }: Latents,
  index: KDBush,
  x: number,
  y: number,
): Float32Array {
  const square = (point: number): number => (places[point * 2]! - x) ** 2 + (places[point * 2 + 1]! - y) ** 2;
  const latent = new Float32Array(size);
  let total = 0;
  for (const point of nearestPoints(index, places, x, y, mixed)) {
    const weight = 1 / (square(point) + 1e-12);
    const from = (rows === null ? point : rows[point]!) * size;
    for (let at = 0; at < size; at++) latent[at]! += weight * values[from + at]!;
    total += weight;
  }
  return latent.map((value) => value / (total || 1));
}

/** The `most` points nearest to a place, nearest first. */
export function nearestPoints(index: KDBush, places: Float32Array, x: number, y: number, most: number): number[] {
  const wanted = Math.min(most, index.numItems);
  const square = (point: number): number => (places[point * 2]! - x) ** 2 + (places[point * 2 + 1]! - y) ** 2;
  if (wanted === 0) return [];
  let radius = Math.sqrt(square(0)) / 64 || 1e-6;
  let found = index.within(x, y, radius);
  while (found.length < wanted) found = index.within(x, y, (radius *= 2));
  return found.sort((a, b) => square(a) - square(b)).slice(0, wanted);
}

/** Cells of a grid, by their numbers from the top left, that are worth decoding: all, or in a layout those near to a point. */
export function decodedCells({ values, basis }: Projection, index: KDBush, grid: Grid): readonly number[] {
  const { box, columns, rows } = grid;
  const all = Array.from({ length: columns * rows }, (_, cell) => cell);
  if (values || basis) return all;
  const places = middlesOf(grid);
  const reach = (box.right - box.left) / columns;
  return all.filter((cell) => index.within(places[cell * 2]!, places[cell * 2 + 1]!, reach * 0.75).length > 0);
}

/** How a place is decoded, as a sentence. */
export function describeInverse({ values, basis }: Projection, size: number): string {
  if (basis && size <= basis.count) return 'Every place is one latent, turned back from the principal components.';
  if (basis)
    return 'Decoded by going back along the two principal components; all others stay at their mean over the data.';
  if (!values) return `Decoded from a mix of the latents of the ${mixed} nearest samples, near ones counting more.`;
  if (size <= 2) return 'Every place is one latent, decoded as it is.';
  return `Latent values ${values[0] + 1} and ${values[1] + 1} are decoded as they stand on the map; all others stay at their mean over the data.`;
}
