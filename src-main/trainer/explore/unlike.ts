/** Two samples to begin a way with that anyone can tell apart. Owns the choice; always the same for the same data. */
import { elementsOf, type Elements } from '../../data/elements.ts';
import type { DatasetReader } from '../../data/reader.ts';
import { spread } from '../evaluation/passes.ts';

const mostCompared = 48;

/**
 * The sample a third through the data, and, of evenly spread others, the one whose numbers differ from it most: of another label, where
 * there are labels. A single sample stands for both.
 */
export async function unlikeSamples(dataset: DatasetReader): Promise<readonly [number, number]> {
  const { samples } = dataset.info;
  const first = Math.floor(samples / 3);
  const labels = await dataset.labels();
  const others = Array.from({ length: samples }, (_, index) => index).filter((index) => index !== first);
  const labelled = labels === null ? [] : others.filter((index) => labels[index] !== labels[first]);
  const compared = spread(labelled.length > 0 ? labelled : others, mostCompared);
  const size = dataset.sampleBytes;
  const bytes = new Uint8Array((compared.length + 1) * size);
  await dataset.read([first, ...compared], bytes);
  const numbersAt = (place: number): Elements =>
    elementsOf(dataset.info.dtype, bytes.subarray(place * size, (place + 1) * size));
  const distances = Array.from(compared, (_, place) => distanceOf(numbersAt(0), numbersAt(place + 1)));
  const farthest = distances.indexOf(Math.max(...distances));
  return [first, compared[farthest] ?? first];
}

/** Sum of squared differences. */
function distanceOf(a: Elements, b: Elements): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at]! - b[at]!) ** 2;
  return sum;
}
