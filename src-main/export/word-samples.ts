/** Words for the inputs of a network of text: of its data, or any that it knows where these are gone. Owns what More words is given. */
import { mix } from '#shared/counter-random.ts';
import { startToken, unknownToken } from '#shared/data/tokens.ts';
import type { Project } from '#shared/graph/document.ts';
import { indexGraph } from '#shared/graph/order.ts';
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import type { DatasetReader } from '../data/cache.ts';
import { elementsOf } from '../data/elements.ts';

interface Source {
  readonly id: string;
  readonly shape: Shape;
}

/** [count, …shape]: words drawn evenly from those that the Embeddings behind the source know. */
export function anyWords(project: Project, { id, shape }: Source, count: number): Int32Array {
  const { nodes, outgoing } = indexGraph(project.graph);
  const known = outgoing.get(id)!.map(({ target }) => nodes.get(target)!.params['vocabulary']);
  const size = Math.min(...known.filter((vocabulary) => typeof vocabulary === 'number'), 65_536);
  const first = Math.min(unknownToken + 1, size - 1);
  const drawn = (at: number): number => first + (mix(mix(project.training.seed + 1) ^ at) % (size - first));
  return Int32Array.from({ length: count * sizeOf(shape) }, (_, at) => drawn(at));
}

/**
 * What More words is given for samples of the data: for a network that writes the words before each that should come out (its partner's, or
 * its own), for Skip-gram those that should, and any others in the strangers' places.
 */
export async function wordsBeside(
  project: Project,
  source: Source,
  dataset: DatasetReader,
  order: Uint32Array,
): Promise<Int32Array> {
  const places = sizeOf(source.shape);
  const words = anyWords(project, source, order.length);
  const isPair = dataset.targetBytes > 0;
  const bytes = new Uint8Array(order.length * (isPair ? dataset.targetBytes : dataset.sampleBytes));
  await (isPair ? dataset.readTargets(order, bytes) : dataset.read(order, bytes));
  const targets = elementsOf('int32', bytes);
  const each = targets.length / order.length;
  const writes = project.objective.kind !== 'skipGram';
  for (let sample = 0; sample < order.length; sample++) {
    const target = targets.subarray(sample * each, (sample + 1) * each);
    const before = writes ? [startToken, ...target.subarray(0, -1)] : target;
    words.set(Array.from(before).slice(0, places), sample * places);
  }
  return words;
}
