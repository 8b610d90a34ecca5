/**
 * Batches of samples as bytes, read one ahead. Owns two buffers that take turns; not the order of the samples, nor what
 * the network sees of a byte (pixels.ts).
 */
import { sizeOf } from '#shared/layers/layer.ts';
import type { DatasetReader } from '../data/cache.ts';

export interface Batch {
  /** [count, …sample], row-major; valid until the next batch is asked for. */
  readonly values: Uint8Array;
  readonly count: number;
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

export class BatchReader {
  readonly #dataset: DatasetReader;
  readonly #buffers: readonly [Uint8Array, Uint8Array];
  readonly #sampleSize: number;
  readonly #batchSize: number;

  constructor(dataset: DatasetReader, batchSize: number) {
    this.#dataset = dataset;
    this.#batchSize = batchSize;
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
    await this.#dataset.read(indices, values);
    return { values, count: indices.length };
  }
}
