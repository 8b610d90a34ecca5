/**
 * Batches of samples as bytes: from memory where the data are small, else from their file, one ahead. Owns two buffers that
 * take turns; not the order of the samples, nor what the network sees of a byte (pixels.ts).
 */
import { sizeOf } from '#shared/layers/layer.ts';
import type { DatasetReader } from '../data/cache.ts';

export interface Batch {
  /** [count, …sample], row-major; valid until the next batch is asked for. */
  readonly values: Uint8Array;
  readonly count: number;
  /** The second picture of each pair, [count, …target], valid as long; null where the data have none. */
  readonly targets: Uint8Array | null;
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

/** Data up to so many bytes are held in memory: a shuffled batch of small samples is gathered there ten times as fast. */
const mostHeld = 256 * 1024 * 1024;

export class BatchReader {
  readonly #dataset: DatasetReader;
  readonly #buffers: readonly [Uint8Array, Uint8Array];
  readonly #sampleSize: number;
  readonly #batchSize: number;
  readonly #labels: Uint16Array | null;
  #held: Promise<Uint8Array> | undefined;

  /** `labels`: of all samples, where batches should bring them. */
  constructor(dataset: DatasetReader, batchSize: number, labels: Uint16Array | null = null) {
    this.#dataset = dataset;
    this.#batchSize = batchSize;
    this.#labels = labels;
    this.#sampleSize = sizeOf(dataset.info.shape);
    const size = batchSize * this.#sampleSize;
    this.#buffers = [new Uint8Array(size), new Uint8Array(size)];
  }

  /** Batches of these samples in this order, from batch number `first` on. Only one such pass may be under way at a time. */
  async *batches(order: Uint32Array, last: 'drop' | 'smaller', first = 0): AsyncGenerator<Batch, void> {
    const { batches } = countBatches(order.length, this.#batchSize, last);
    let coming = first < batches ? this.#read(order, first) : undefined;
    for (let number = first; coming; number++) {
      const batch: Batch = await coming;
      coming = number + 1 < batches ? this.#read(order, number + 1) : undefined;
      // If reading fails while the network still works on this batch, the next turn reports it.
      coming?.catch(() => undefined);
      yield batch;
    }
  }

  async #read(order: Uint32Array, number: number): Promise<Batch> {
    const indices = order.subarray(number * this.#batchSize, (number + 1) * this.#batchSize);
    const values = this.#buffers[number % 2 === 0 ? 0 : 1].subarray(0, indices.length * this.#sampleSize);
    await this.#gather(indices, values);
    const labels = this.#labels && Int32Array.from(indices, (index) => this.#labels![index]!);
    return { values, count: indices.length, targets: null, labels };
  }

  async #gather(indices: Uint32Array, into: Uint8Array): Promise<void> {
    const { samples } = this.#dataset.info;
    const size = this.#sampleSize;
    if (samples * size > mostHeld) return this.#dataset.read(indices, into);
    const held = await (this.#held ??= this.#readAll(samples));
    indices.forEach((index, position) => into.set(held.subarray(index * size, (index + 1) * size), position * size));
  }

  async #readAll(samples: number): Promise<Uint8Array> {
    const all = new Uint8Array(samples * this.#sampleSize);
    await this.#dataset.read(
      Uint32Array.from({ length: samples }, (_, index) => index),
      all,
    );
    return all;
  }
}
