/** The samples of a dataset by number: from memory where they are small, else from their file. Owns no order and no batches. */

/** Data up to so many bytes are held in memory: a shuffled batch of small samples is gathered there ten times as fast. */
const mostHeld = 256 * 1024 * 1024;

type Read = (indices: Uint32Array, into: Uint8Array) => Promise<void>;

export class SampleBytes {
  /** Of one sample, bytes. */
  readonly size: number;
  readonly #samples: number;
  readonly #read: Read;
  #held: Promise<Uint8Array> | undefined;

  constructor(samples: number, size: number, read: Read) {
    this.#samples = samples;
    this.size = size;
    this.#read = read;
  }

  /** Copies samples one after the other into the front of `into`. */
  async gather(indices: Uint32Array, into: Uint8Array): Promise<void> {
    const { size } = this;
    if (this.#samples * size > mostHeld) return this.#read(indices, into);
    const held = await (this.#held ??= this.#readAll());
    indices.forEach((index, position) => into.set(held.subarray(index * size, (index + 1) * size), position * size));
  }

  async #readAll(): Promise<Uint8Array> {
    const all = new Uint8Array(this.#samples * this.size);
    await this.#read(
      Uint32Array.from({ length: this.#samples }, (_, index) => index),
      all,
    );
    return all;
  }
}
