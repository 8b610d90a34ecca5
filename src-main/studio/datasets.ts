/**
 * The studio's datasets: the data:* calls, preparing for runs, and pictures of samples. Keeps a few datasets open for
 * quick pictures. Owns no formats and no cache (src-main/data).
 */
import { join } from 'node:path';
import type { DataBinding } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { DatasetInfo, EventName, Handlers, StudioEvents } from '#shared/wire/studio.ts';
import {
  openDataset,
  prepareDataset,
  type DatasetReader,
  type PreparationProgress,
  type PreparedDataset,
  type PrepareOptions,
} from '#main/data/cache.ts';
import { describeDownload, downloadNames } from '#main/data/downloads/store.ts';
import { isDatasetId } from '#main/data/layout.ts';
import { recognize } from '#main/data/recognize.ts';
import sharp from '#main/data/sharp.ts';

export interface DatasetsOptions {
  /** Where prepared datasets live. */
  readonly cacheFolder: string;
  /** Where downloaded datasets live. */
  readonly downloadsFolder: string;
  readonly emit: <N extends EventName>(name: N, event: StudioEvents[N]) => void;
}

export interface Picture {
  /** MIME type. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

export type PrepareForRun = Pick<PrepareOptions, 'onProgress' | 'signal'>;

export interface Datasets {
  readonly handlers: Pick<Handlers, Extract<keyof Handlers, `data:${string}`>>;
  /** For runs: the folder goes to the trainer. */
  prepare(data: DataBinding, options?: PrepareForRun): Promise<PreparedDataset>;
  /**
   * `<index>.png`: one sample at its own size. `sheet-<start>-<count>-<columns>.png`: samples from `start` on, row by row,
   * side by side without gaps; missing ones at the end are black. Null: no such dataset or picture.
   */
  media(datasetId: string, name: string): Promise<Picture | null>;
  /** Cancels preparations, waits until they have cleaned up, and closes files. */
  close(): Promise<void>;
}

const mostOpen = 4;
const mostTiles = 1000;
const mostSheetPixels = 25_000_000;

export function createDatasets({ cacheFolder, downloadsFolder, emit }: DatasetsOptions): Datasets {
  const jobs = new Map<string, AbortController>();
  const closing = new AbortController();
  const preparing = new Set<Promise<unknown>>();
  const readers = openReaders(cacheFolder);

  async function prepare(data: DataBinding, { onProgress, signal }: PrepareForRun = {}): Promise<PreparedDataset> {
    const either = AbortSignal.any(signal ? [closing.signal, signal] : [closing.signal]);
    const work = prepareDataset(data, { cacheFolder, downloadsFolder, onProgress, signal: either });
    preparing.add(work);
    try {
      return await work;
    } finally {
      preparing.delete(work);
    }
  }

  return {
    handlers: {
      async 'data:prepare'({ job, data }): Promise<DatasetInfo> {
        if (jobs.has(job)) throw new Error(`the job ${job} is under way already`);
        const controller = new AbortController();
        jobs.set(job, controller);
        try {
          const onProgress = (progress: PreparationProgress): void => emit('data:progress', { job, ...progress });
          return (await prepare(data, { onProgress, signal: controller.signal })).info;
        } finally {
          jobs.delete(job);
        }
      },
      async 'data:cancel'({ job }) {
        jobs.get(job)?.abort();
        return null;
      },
      async 'data:split'() {
        throw notYet('The split');
      },
      'data:downloads': () => Promise.all(downloadNames.map((name) => describeDownload(downloadsFolder, name))),
      async 'data:download'() {
        throw notYet('Downloading');
      },
      'data:recognize': ({ path }) => recognize(path),
      async 'data:samples'({ datasetId, start, count }) {
        const found = await readers.use(datasetId, async (reader) => {
          const labels = await reader.labels();
          const samples = [];
          for (let index = start; index < Math.min(start + count, reader.info.samples); index += 1) {
            const label = labels ? (reader.info.labels[labels[index]!]?.name ?? null) : null;
            samples.push({ index, label, file: await reader.file(index) });
          }
          return samples;
        });
        if (!found) throw noDataset();
        return found;
      },
    },
    prepare,
    media(datasetId, name) {
      const tiles = parsePictureName(name);
      return tiles ? readers.use(datasetId, (reader) => draw(reader, tiles)) : Promise.resolve(null);
    },
    async close() {
      closing.abort();
      await Promise.allSettled(preparing);
      await readers.close();
    },
  };
}

interface Tiles {
  readonly start: number;
  readonly count: number;
  readonly columns: number;
}

/** Null for every name that is not exactly one of ours. */
function parsePictureName(name: string): Tiles | null {
  const one = /^(0|[1-9]\d{0,8})\.png$/.exec(name);
  if (one) return { start: Number(one[1]), count: 1, columns: 1 };
  const sheet = /^sheet-(0|[1-9]\d{0,8})-([1-9]\d{0,3})-([1-9]\d{0,3})\.png$/.exec(name);
  if (!sheet) return null;
  const [start, count, columns] = sheet.slice(1).map(Number) as [number, number, number];
  return count <= mostTiles && columns <= count ? { start, count, columns } : null;
}

/** Null when no such samples exist or the picture would be too large. */
async function draw(reader: DatasetReader, { start, count, columns }: Tiles): Promise<Picture | null> {
  const [height, width, channels] = reader.info.shape as [number, number, 1 | 3];
  const rows = Math.ceil(count / columns);
  const present = Math.min(count, reader.info.samples - start);
  if (present < 1 || rows * height * columns * width > mostSheetPixels) return null;
  const sampleBytes = height * width * channels;
  const samples = new Uint8Array(present * sampleBytes);
  await reader.read(
    Array.from({ length: present }, (_, tile) => start + tile),
    samples,
  );
  const lineBytes = width * channels;
  const sheet = new Uint8Array(rows * columns * sampleBytes);
  for (let tile = 0; tile < present; tile += 1) {
    const left = (tile % columns) * lineBytes;
    const top = Math.floor(tile / columns) * height;
    for (let y = 0; y < height; y += 1) {
      const from = tile * sampleBytes + y * lineBytes;
      sheet.set(samples.subarray(from, from + lineBytes), (top + y) * columns * lineBytes + left);
    }
  }
  const raw = { width: columns * width, height: rows * height, channels };
  const bytes = await sharp(sheet, { raw })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png({ compressionLevel: 3 })
    .toBuffer();
  return { type: 'image/png', bytes };
}

interface OpenReaders {
  /** Null when there is no such dataset. */
  use<T>(datasetId: string, work: (reader: DatasetReader) => Promise<T>): Promise<T | null>;
  close(): Promise<void>;
}

/** The datasets used last stay open; none is closed while somebody reads from it. */
function openReaders(cacheFolder: string): OpenReaders {
  interface Entry {
    readonly reader: Promise<DatasetReader>;
    users: number;
  }
  const entries = new Map<string, Entry>();
  const closeEntry = async (id: string, entry: Entry): Promise<void> => {
    if (entries.get(id) === entry) entries.delete(id);
    await entry.reader.then(
      (reader) => reader.close(),
      () => undefined,
    );
  };
  return {
    async use(id, work) {
      if (!isDatasetId(id)) return null;
      const entry: Entry = entries.get(id) ?? { reader: openDataset(join(cacheFolder, id)), users: 0 };
      // Last in the map: used last.
      entries.delete(id);
      entries.set(id, entry);
      entry.users += 1;
      try {
        const reader = await entry.reader.catch((error: unknown) => {
          entries.delete(id);
          if (error instanceof UserError) return null;
          throw error;
        });
        return reader && (await work(reader));
      } finally {
        entry.users -= 1;
        const idle = [...entries].find(([, { users }]) => users === 0);
        if (entries.size > mostOpen && idle) await closeEntry(...idle);
      }
    },
    async close() {
      await Promise.all([...entries].map(([id, entry]) => closeEntry(id, entry)));
    },
  };
}

const notYet = (what: string): UserError =>
  new UserError({
    received: `${what} is not there in this version yet.`,
    expected: 'A later version.',
    action: 'Wait.',
  });

function noDataset(): UserError {
  return new UserError({
    received: 'The prepared data of this project are not there any more.',
    expected: 'Prepared data stay until their folder grows too large.',
    action: 'Prepare the data again under Data.',
  });
}
