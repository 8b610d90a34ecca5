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
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import type { DatasetReader } from '../data/cache.ts';
import { SampleBytes } from './sample-bytes.ts';

export interface Batch {
  /** [count, …sample], row-major; valid until the next batch is asked for. */
  readonly values: Uint8Array;
  readonly count: number;
  /** The second picture of each pair, [count, …target], valid as long; null where the data have none, or nobody asks. */
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

export interface BatchReaderOptions {
  /** Whether batches bring the second pictures of pairs. */
  readonly targets?: boolean;
  /** Of all samples, where batches should bring them. */
  readonly labels?: Uint16Array | null;
  /** How training pictures are changed at random, by the run's seed. */
  readonly augmentation?: { readonly settings: Augmentation; readonly seed: number } | null;
}

export class BatchReader {
  readonly #batchSize: number;
  readonly #inputs: Pictures;
  readonly #targets: Pictures | null;
  readonly #labels: Uint16Array | null;
  readonly #augmentation: BatchReaderOptions['augmentation'];

  constructor(dataset: DatasetReader, batchSize: number, { targets, labels, augmentation }: BatchReaderOptions = {}) {
    const { samples, shape, target } = dataset.info;
    const read = (indices: Uint32Array, into: Uint8Array): Promise<void> => dataset.read(indices, into);
    const readTargets = (indices: Uint32Array, into: Uint8Array): Promise<void> => dataset.readTargets(indices, into);
    this.#batchSize = batchSize;
    this.#inputs = new Pictures(samples, shape, batchSize, read);
    this.#targets = targets && target ? new Pictures(samples, target, batchSize, readTargets) : null;
    this.#labels = labels ?? null;
    this.#augmentation = augmentation && augments(augmentation.settings) ? augmentation : null;
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
    const { batches } = countBatches(order.length, this.#batchSize, last);
    let coming = first < batches ? this.#read(order, first, epoch) : undefined;
    for (let number = first; coming; number++) {
      const batch: Batch = await coming;
      coming = number + 1 < batches ? this.#read(order, number + 1, epoch) : undefined;
      // If reading fails while the network still works on this batch, the next turn reports it.
      coming?.catch(() => undefined);
      yield batch;
    }
  }

  async #read(order: Uint32Array, number: number, epoch: number | null): Promise<Batch> {
    const indices = order.subarray(number * this.#batchSize, (number + 1) * this.#batchSize);
    const changes = this.#changes(indices, epoch);
    const labels = this.#labels && Int32Array.from(indices, (index) => this.#labels![index]!);
    const values = await this.#inputs.read(indices, number, changes);
    if (changes) this.#inputs.changeTones(values, changes);
    const targets = (await this.#targets?.read(indices, number, changes)) ?? null;
    return { values, count: indices.length, targets, labels };
  }

  #changes(indices: Uint32Array, epoch: number | null): PictureChange[] | null {
    if (!this.#augmentation || epoch === null) return null;
    const { settings, seed } = this.#augmentation;
    return Array.from(indices, (sample) => drawChange(settings, { seed, epoch, sample }));
  }
}

/** One picture of each sample, in two buffers that take turns, and a third for pictures before they are changed. */
class Pictures {
  readonly #bytes: SampleBytes;
  readonly #shape: PictureShape;
  readonly #buffers: readonly [Uint8Array, Uint8Array];
  #unchanged: Uint8Array | undefined;

  constructor(samples: number, shape: Shape, batchSize: number, read: ConstructorParameters<typeof SampleBytes>[2]) {
    this.#shape = shape as unknown as PictureShape;
    this.#bytes = new SampleBytes(samples, sizeOf(shape), read);
    const size = batchSize * this.#bytes.size;
    this.#buffers = [new Uint8Array(size), new Uint8Array(size)];
  }

  async read(indices: Uint32Array, number: number, changes: readonly PictureChange[] | null): Promise<Uint8Array> {
    const { size } = this.#bytes;
    const values = this.#buffers[number % 2 === 0 ? 0 : 1].subarray(0, indices.length * size);
    if (!changes) {
      await this.#bytes.gather(indices, values);
      return values;
    }
    const unchanged = (this.#unchanged ??= new Uint8Array(this.#buffers[0].length));
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
