/** UMAP (L. McInnes, J. Healy, J. Melville, 2018) of latents, by umap-js. Owns its start and its steps; the layout is the library's. */
import { UMAP } from 'umap-js';
import { uniformNumbers } from '../../counter-random.ts';
import type { Between, Latents } from './latents.ts';
import { nearestRows } from './nearest.ts';

export interface UmapSettings {
  readonly neighbours: number;
  readonly minDistance: number;
}

/** Width of the layout that it starts from: the library's own. */
const startWidth = 20;

/** → [count, 2]. Starts from the first two values of each row, so that the same latents give the same map. */
export async function umap(
  latents: Latents,
  { neighbours, minDistance }: UmapSettings,
  between: Between,
): Promise<Float32Array> {
  const { count, size, values } = latents;
  const each = Math.min(neighbours, count - 1);
  const nearest = await nearestRows(latents, each, between);
  const library = new UMAP({ nNeighbors: each + 1, minDist: minDistance, random: uniformNumbers(0, 'explore', 3, 0) });
  const lists = <Row extends ArrayLike<number>>(all: Row, own: (row: number) => number): number[][] =>
    Array.from({ length: count }, (_, row) => [
      own(row),
      ...Array.from({ length: each }, (_, at) => all[row * each + at]!),
    ]);
  // The library counts a row as the first of its own neighbours.
  library.setPrecomputedKNN(
    lists(nearest.rows, (row) => row),
    lists(nearest.distances, () => 0),
  );
  await between(0, 1, 'Weighing neighbours');
  const epochs = library.initializeFit(
    Array.from({ length: count }, (_, row) => [...values.subarray(row * size, (row + 1) * size)]),
  );
  const layout = library.getEmbedding();
  place(layout, latents);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    library.step();
    await between(epoch, epochs, 'Laying out');
  }
  return Float32Array.from(layout.flat());
}

/** Moves the layout in place: the library has no other way to say where it starts. */
function place(layout: readonly number[][], { size, values }: Latents): void {
  let widest = 0;
  for (let row = 0; row < layout.length; row++)
    widest = Math.max(widest, Math.abs(values[row * size]!), Math.abs(size > 1 ? values[row * size + 1]! : 0));
  const scale = startWidth / 2 / (widest || 1);
  layout.forEach((point, row) => {
    point[0] = values[row * size]! * scale;
    point[1] = (size > 1 ? values[row * size + 1]! : 0) * scale;
  });
}
