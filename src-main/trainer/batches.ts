/**
 * Batches of samples as bytes, read one ahead, and for training changed at random where the project says so: of a pair both pictures
 * move alike, and the tones of the first alone change. Owns two buffers that take turns; not the order of the samples, nor what the
 * network sees of a byte (pixels.ts).
 */
import {
  augments,
  changeTones,
  drawChange,
  moveGeometry,
  type PictureChange,
  type PictureShape,
} from '#shared/augmentation.ts';
import type { Augmentation } from '#shared/graph/document.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { DatasetReader } from '../data/cache.ts';
import { elementsOf, type Elements, type ElementType } from '../data/elements.ts';
import { SampleBytes } from './sample-bytes.ts';

export interface Batch {
  /** [count, …sample], as stored, row-major; valid until the next batch (or group) is asked for. */
  readonly values: Elements;
  readonly count: number;
  /** What should come out, [count, …target], valid as long; null where that is the sample itself, or nobody asks. */
  readonly targets: Elements | null;
  /** The position of each sample's label, [count]; null where the data have none, or nobody asks. */
  readonly labels: Int32Array | null;
}

/** How many batches one pass makes, and how many samples are in them. */
export function countBatches(
  samples: number,
  batchSize: number,
  last: 'drop' | 'smaller',
): { batches: number; samples: number } {
  const whole = Math.floor(samples / batchSize);
  const rest = samples - whole * batchSize;
  return last === 'smaller' && rest > 0
    ? { batches: whole + 1, samples }
    : { batches: whole, samples: whole * batchSize };
}

/** Batches of one group take up to so many bytes, unless one alone is larger. */
const mostTogether = 16 * 1024 * 1024;

export interface BatchReaderOptions {
  /** Whether batches bring what should come out, where that is not the sample itself. */
  readonly targets?: boolean;
  /** Of all samples, where batches should bring them. */
  readonly labels?: Uint16Array | null;
  /** How training pictures are changed at random, by the run's seed. */
  readonly augmentation?: { readonly settings: Augmentation; readonly seed: number } | null;
}

export class BatchReader {
  readonly #batchSize: number;
  readonly #inputs: Samples;
  readonly #targets: Samples | null;
  readonly #dtype: ElementType;
  readonly #labels: Uint16Array | null;
  readonly #augmentation: BatchReaderOptions['augmentation'];

  constructor(dataset: DatasetReader, batchSize: number, { targets, labels, augmentation }: BatchReaderOptions = {}) {
    const { samples, shape, target, dtype } = dataset.info;
    const read = (indices: Uint32Array, into: Uint8Array): Promise<void> => dataset.read(indices, into);
    const readTargets = (indices: Uint32Array, into: Uint8Array): Promise<void> => dataset.readTargets(indices, into);
    this.#batchSize = batchSize;
    this.#dtype = dtype;
    this.#inputs = new Samples(shape, new SampleBytes(samples, dataset.sampleBytes, read));
    this.#targets =
      targets && target ? new Samples(target, new SampleBytes(samples, dataset.targetBytes, readTargets)) : null;
    this.#labels = labels ?? null;
    this.#augmentation = dtype === 'uint8' && augmentation && augments(augmentation.settings) ? augmentation : null;
  }

  /**
   * Batches of these samples in this order, from batch number `first` on. Only one such pass may be under way at a time. With `epoch`
   * they are changed at random as training wants them in that epoch; without, they come as they are.
   */
  async *batches(
    order: Uint32Array,
    last: 'drop' | 'smaller',
    first = 0,
    epoch: number | null = null,
  ): AsyncGenerator<Batch, void> {
    for await (const group of this.groups(order, last, first, () => 1, epoch)) yield* group;
  }

  /**
   * The same in groups of successive batches of one size, which lie one after the other in memory and are valid until the
   * next group is asked for. `most` says how many there may be in a group, and is asked while the group before it is used.
   */
  async *groups(
    order: Uint32Array,
    last: 'drop' | 'smaller',
    first: number,
    most: () => number,
    epoch: number | null = null,
  ): AsyncGenerator<readonly Batch[], void> {
    const { batches } = countBatches(order.length, this.#batchSize, last);
    const whole = Math.floor(order.length / this.#batchSize);
    const bytes = this.#inputs.size + (this.#targets?.size ?? 0);
    const room = Math.max(1, Math.floor(mostTogether / (this.#batchSize * bytes)));
    let number = first;
    const next = (turn: Turn): Promise<readonly Batch[]> | undefined => {
      if (number >= batches) return undefined;
      const count = Math.max(1, Math.min(most(), room, whole - number));
      const indices = order.subarray(number * this.#batchSize, (number + count) * this.#batchSize);
      number += count;
      return this.#read(indices, count, turn, epoch);
    };
    let turn: Turn = 0;
    let coming = next(turn);
    while (coming) {
      const group = await coming;
      turn = turn === 0 ? 1 : 0;
      coming = next(turn);
      // If reading fails while the network still works on this group, the next turn reports it.
      coming?.catch(() => undefined);
      yield group;
    }
  }

  /** So many batches of one size. */
  async #read(indices: Uint32Array, count: number, turn: Turn, epoch: number | null): Promise<readonly Batch[]> {
    const changes = this.#changes(indices, epoch);
    const labels = this.#labels && Int32Array.from(indices, (index) => this.#labels![index]!);
    const values = await this.#inputs.read(indices, turn, changes);
    if (changes) this.#inputs.changeTones(values, changes);
    const targets = (await this.#targets?.read(indices, turn, changes)) ?? null;
    const part = <T extends Uint8Array | Int32Array>(all: T, batch: number): T => {
      const size = all.length / count;
      return all.subarray(batch * size, (batch + 1) * size) as T;
    };
    return Array.from({ length: count }, (_, batch) => ({
      values: elementsOf(this.#dtype, part(values, batch)),
      count: indices.length / count,
      targets: targets && elementsOf(this.#dtype, part(targets, batch)),
      labels: labels && part(labels, batch),
    }));
  }

  #changes(indices: Uint32Array, epoch: number | null): PictureChange[] | null {
    if (!this.#augmentation || epoch === null) return null;
    const { settings, seed } = this.#augmentation;
    return Array.from(indices, (sample) => drawChange(settings, { seed, epoch, sample }));
  }
}

/** Which of two buffers is filled, while what is in the other is used. */
type Turn = 0 | 1;

/** What each sample has of one kind, in two buffers that take turns, and a third for pictures before they are changed. */
class Samples {
  readonly #bytes: SampleBytes;
  readonly #shape: PictureShape;
  /** Made as large as the groups that are asked for. */
  readonly #buffers: [Uint8Array, Uint8Array] = [new Uint8Array(0), new Uint8Array(0)];
  #unchanged = new Uint8Array(0);

  constructor(shape: Shape, bytes: SampleBytes) {
    // Only pictures are changed, and asked for this.
    this.#shape = shape as unknown as PictureShape;
    this.#bytes = bytes;
  }

  /** Of one sample, bytes. */
  get size(): number {
    return this.#bytes.size;
  }

  async read(indices: Uint32Array, turn: Turn, changes: readonly PictureChange[] | null): Promise<Uint8Array> {
    const { size } = this;
    const wanted = indices.length * size;
    if (this.#buffers[turn].length < wanted) this.#buffers[turn] = new Uint8Array(wanted);
    const values = this.#buffers[turn].subarray(0, wanted);
    if (!changes) {
      await this.#bytes.gather(indices, values);
      return values;
    }
    if (this.#unchanged.length < wanted) this.#unchanged = new Uint8Array(wanted);
    const unchanged = this.#unchanged;
    await this.#bytes.gather(indices, unchanged);
    changes.forEach((change, position) => {
      const [start, end] = [position * size, (position + 1) * size];
      moveGeometry(unchanged.subarray(start, end), this.#shape, change, values.subarray(start, end));
    });
    return values;
  }

  changeTones(values: Uint8Array, changes: readonly PictureChange[]): void {
    const { size } = this.#bytes;
    changes.forEach((change, position) =>
      changeTones(values.subarray(position * size, (position + 1) * size), this.#shape, change),
    );
  }
}
