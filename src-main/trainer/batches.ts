/**
 * Batches of samples as the network sees them: read one ahead, uint8 turned to float. Owns two buffers that take turns;
 * not the order of the samples.
 */
import type { ImagePreprocessing } from '#shared/graph/document.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import type { DatasetReader } from '../data/cache.ts';

export interface Batch {
  /** [count, …sample], row-major; valid until the next batch is asked for. */
  readonly values: Float32Array;
  readonly count: number;
}

/** What each of the 256 byte values becomes. */
const scales: Record<ImagePreprocessing['range'], (byte: number) => number> = {
  zeroToOne: (byte) => byte / 255,
  minusOneToOne: (byte) => byte / 127.5 - 1,
};

/** A value of the network's range as a byte, cut off at its ends. */
export function toByte(range: ImagePreprocessing['range'], value: number): number {
  const unit = range === 'zeroToOne' ? value : (value + 1) / 2;
  return Math.round(Math.min(1, Math.max(0, unit)) * 255);
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
  readonly #table: Float32Array;
  readonly #bytes: Uint8Array;
  readonly #buffers: readonly [Float32Array, Float32Array];
  readonly #sampleSize: number;
  readonly #batchSize: number;

  constructor(dataset: DatasetReader, range: ImagePreprocessing['range'], batchSize: number) {
    this.#dataset = dataset;
    this.#batchSize = batchSize;
    this.#sampleSize = sizeOf(dataset.info.shape);
    this.#table = Float32Array.from({ length: 256 }, (_, byte) => scales[range](byte));
    this.#bytes = new Uint8Array(batchSize * this.#sampleSize);
    this.#buffers = [new Float32Array(this.#bytes.length), new Float32Array(this.#bytes.length)];
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
    const size = indices.length * this.#sampleSize;
    await this.#dataset.read(indices, this.#bytes);
    const values = this.#buffers[number % 2 === 0 ? 0 : 1].subarray(0, size);
    const table = this.#table;
    const bytes = this.#bytes;
    for (let i = 0; i < size; i++) values[i] = table[bytes[i]!]!;
    return { values, count: indices.length };
  }
}
