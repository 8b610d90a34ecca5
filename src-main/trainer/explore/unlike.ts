/** Two samples to begin a way with that anyone can tell apart. Owns the choice; always the same for the same data. */
import { sizeOf } from '#shared/layers/layer.ts';
import type { DatasetReader } from '../../data/reader.ts';
import { spread } from '../evaluation/passes.ts';
import { pictureDistance } from './neighbours.ts';

const mostCompared = 48;

/**
 * The sample a third through the data, and, of evenly spread others, the one whose pixels differ from it most: of another label, where
 * there are labels. A single sample stands for both.
 */
export async function unlikeSamples(dataset: DatasetReader): Promise<readonly [number, number]> {
  const { samples, shape } = dataset.info;
  const first = Math.floor(samples / 3);
  const labels = await dataset.labels();
  const others = Array.from({ length: samples }, (_, index) => index).filter((index) => index !== first);
  const labelled = labels === null ? [] : others.filter((index) => labels[index] !== labels[first]);
  const compared = spread(labelled.length > 0 ? labelled : others, mostCompared);
  const size = sizeOf(shape);
  const pixels = new Uint8Array((compared.length + 1) * size);
  await dataset.read([first, ...compared], pixels);
  const pixelsAt = (place: number): Uint8Array => pixels.subarray(place * size, (place + 1) * size);
  const distances = Array.from(compared, (_, place) => pictureDistance(pixelsAt(0), pixelsAt(place + 1)));
  const farthest = distances.indexOf(Math.max(...distances));
  return [first, compared[farthest] ?? first];
}
