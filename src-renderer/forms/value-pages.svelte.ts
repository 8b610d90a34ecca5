/** Samples of a prepared dataset as numbers, read in pages as they come into sight; the pages used last are kept. */
import type { DatasetInfo } from '#shared/wire/studio.ts';
import type { StudioClient } from '#shared/wire/studio.ts';
import type { ThreeParts } from '#shared/problem.ts';
import { decodeBytes } from '../explore/bytes.ts';
import { toThreeParts } from '../ui/three-parts.ts';

const pageSize = 100;
const mostPages = 30;

export class ValuePages {
  failure = $state.raw<ThreeParts | null>(null);
  #pages = $state.raw<ReadonlyMap<number, Float32Array | Int32Array>>(new Map());
  readonly #asked = new Set<number>();
  readonly #client: Pick<StudioClient, 'call'>;
  readonly #info: Pick<DatasetInfo, 'id' | 'dtype' | 'samples'>;
  readonly #targets: boolean;

  constructor(
    client: Pick<StudioClient, 'call'>,
    info: Pick<DatasetInfo, 'id' | 'dtype' | 'samples'>,
    targets = false,
  ) {
    this.#client = client;
    this.#info = info;
    this.#targets = targets;
  }

  /** Reads what is missing of these samples; safe to call at every scroll. */
  want(indices: readonly number[]): void {
    for (const page of new Set(indices.map((index) => Math.floor(index / pageSize)))) {
      if (this.#asked.has(page)) continue;
      this.#asked.add(page);
      void this.#read(page);
    }
  }

  /** Numbers of one sample; null until they are there. */
  at(index: number): Float32Array | Int32Array | null {
    const page = Math.floor(index / pageSize);
    const values = this.#pages.get(page);
    if (!values) return null;
    const count = Math.min(pageSize, this.#info.samples - page * pageSize);
    const size = values.length / count;
    return values.subarray((index % pageSize) * size, ((index % pageSize) + 1) * size);
  }

  async #read(page: number): Promise<void> {
    try {
      const { id: datasetId, dtype } = this.#info;
      const input = { datasetId, targets: this.#targets, start: page * pageSize, count: pageSize };
      const { buffer } = decodeBytes(await this.#client.call('data:values', input));
      const pages = new Map(this.#pages);
      pages.set(page, dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer));
      for (const old of pages.keys()) {
        if (pages.size <= mostPages) break;
        pages.delete(old);
        this.#asked.delete(old);
      }
      this.#pages = pages;
      this.failure = null;
    } catch (error) {
      this.#asked.delete(page);
      this.failure = toThreeParts(error);
    }
  }
}
