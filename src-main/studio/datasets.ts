/**
 * The studio's datasets: the data:* calls, preparing for runs, and pictures of samples. Keeps a few datasets open for
 * quick pictures. Owns no formats and no cache (src-main/data).
 */
import { join } from 'node:path';
import { downloadTitles } from '#shared/dataset-titles.ts';
import type { DataBinding, DownloadName } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { DatasetInfo, DownloadInfo, EventName, Handlers, StudioEvents } from '#shared/wire/studio.ts';
import {
  openDataset,
  prepareDataset,
  type DatasetReader,
  type PreparationProgress,
  type PreparedDataset,
  type PrepareOptions,
} from '#main/data/cache.ts';
import {
  describeDownload,
  downloadDataset,
  downloadNames,
  removeDownload,
  type Definitions,
  type DownloadProgress,
} from '#main/data/downloads/store.ts';
import { listImages } from '#main/data/folder-listing.ts';
import { firstFolders } from '#main/data/folder-parts.ts';
import { isDatasetId } from '#main/data/layout.ts';
import { recognize } from '#main/data/recognize.ts';
import { SharedWork } from '#main/data/shared-work.ts';
import sharp from '#main/data/sharp.ts';
import { explainTooFew, splitSamples } from '#main/data/split.ts';
import { previewTable } from '#main/data/table/preview.ts';
import { createJobs } from './jobs.ts';

export interface DatasetsOptions {
  /** Where prepared datasets live. */
  readonly cacheFolder: string;
  /** Where downloaded datasets live. */
  readonly downloadsFolder: string;
  /** In place of the registry's own, for tests. */
  readonly definitions?: Definitions | undefined;
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
   * side by side without gaps; missing ones at the end are black. With `target-` before it the second pictures of pairs.
   * Null: no such dataset or picture.
   */
  media(datasetId: string, name: string): Promise<Picture | null>;
  /** Cancels preparations and downloads, waits until they have cleaned up, and closes files. */
  close(): Promise<void>;
}

const mostOpen = 4;
const mostTiles = 1000;
const mostSheetPixels = 25_000_000;
/** In one answer. */
const mostValueBytes = 32_000_000;

export function createDatasets({ cacheFolder, downloadsFolder, definitions, emit }: DatasetsOptions): Datasets {
  const jobs = createJobs();
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const readers = openReaders(cacheFolder);

  async function prepare(data: DataBinding, { onProgress, signal }: PrepareForRun = {}): Promise<PreparedDataset> {
    const either = AbortSignal.any(signal ? [closing.signal, signal] : [closing.signal]);
    return tracked(prepareDataset(data, { cacheFolder, downloadsFolder, onProgress, signal: either }));
  }

  /** close() waits for it. */
  async function tracked<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  }

  const fetching = new SharedWork<readonly [DownloadName], DownloadProgress>();
  const describe = (name: DownloadName): Promise<DownloadInfo> => describeDownload(downloadsFolder, name, definitions);

  /** Several windows may ask for the same dataset: it comes once. */
  function download(
    name: DownloadName,
    signal: AbortSignal,
    onProgress: (progress: DownloadProgress) => void,
  ): Promise<unknown> {
    const either = AbortSignal.any([closing.signal, signal]);
    return tracked(
      fetching.join(name, either, onProgress, async (shared, report) => {
        await downloadDataset(name, { folder: downloadsFolder, signal: shared, onProgress: report, definitions });
        return [name];
      }),
    );
  }

  return {
    handlers: {
      'data:prepare': ({ job, data }): Promise<DatasetInfo> =>
        jobs.run(job, async (signal) => {
          const onProgress = (progress: PreparationProgress): void => emit('data:progress', { job, ...progress });
          return (await prepare(data, { onProgress, signal })).info;
        }),
      async 'data:cancel'({ job }) {
        jobs.cancel(job);
        return null;
      },
      async 'data:split'({ datasetId, split, validationFraction }) {
        const found = await readers.use(datasetId, async (reader) => {
          const labels = split.trainLabels === null ? null : await reader.labels();
          // Which samples are set aside follows from a run's seed; how many does not.
          const parts = splitSamples(reader.info, labels, { split, validationFraction, seed: 0 });
          if (parts.train.length === 0) throw explainTooFew(reader.info, parts);
          return { train: parts.train.length, validation: parts.validation.length, test: parts.test.length };
        });
        if (!found) throw noDataset();
        return found;
      },
      'data:downloads': () => Promise.all(downloadNames.map(describe)),
      'data:download': ({ job, name }) =>
        jobs.run(job, async (signal) => {
          const onProgress = (progress: DownloadProgress): void => emit('data:downloading', { job, name, ...progress });
          await download(name, signal, onProgress);
          return describe(name);
        }),
      async 'data:removeDownload'({ name }) {
        if (fetching.isUnderWay(name)) throw onItsWay(name);
        await removeDownload(downloadsFolder, name);
        return describe(name);
      },
      async 'data:folders'({ path }) {
        const { images } = await listImages(path, closing.signal);
        return firstFolders(images).map(({ name, files }) => ({ name, images: files }));
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
      async 'data:preview'({ data }) {
        const found = await previewTable(data);
        if (!found) return null;
        const { values } = found;
        const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
        return { ...found, values: bytes.toString('base64') };
      },
      async 'data:values'({ datasetId, targets, start, count }) {
        const found = await readers.use(datasetId, async (reader) => {
          const size = targets ? reader.targetBytes : reader.sampleBytes;
          const most = Math.min(count, Math.max(1, Math.floor(mostValueBytes / Math.max(1, size))));
          const indices = Array.from(
            { length: Math.max(0, Math.min(most, reader.info.samples - start)) },
            (_, at) => start + at,
          );
          const bytes = new Uint8Array(indices.length * size);
          await (targets ? reader.readTargets(indices, bytes) : reader.read(indices, bytes));
          return Buffer.from(bytes.buffer).toString('base64');
        });
        if (found === null) throw noDataset();
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
      await Promise.allSettled(underWay);
      await readers.close();
    },
  };
}

interface Tiles {
  /** The second pictures of pairs. */
  readonly targets: boolean;
  readonly start: number;
  readonly count: number;
  readonly columns: number;
}

const targetPrefix = 'target-';

/** Null for every name that is not exactly one of ours. */
function parsePictureName(name: string): Tiles | null {
  const targets = name.startsWith(targetPrefix);
  const own = targets ? name.slice(targetPrefix.length) : name;
  const one = /^(0|[1-9]\d{0,8})\.png$/.exec(own);
  if (one) return { targets, start: Number(one[1]), count: 1, columns: 1 };
  const sheet = /^sheet-(0|[1-9]\d{0,8})-([1-9]\d{0,3})-([1-9]\d{0,3})\.png$/.exec(own);
  if (!sheet) return null;
  const [start, count, columns] = sheet.slice(1).map(Number) as [number, number, number];
  return count <= mostTiles && columns <= count ? { targets, start, count, columns } : null;
}

/** Null when no such samples exist or the picture would be too large. */
async function draw(reader: DatasetReader, { targets, start, count, columns }: Tiles): Promise<Picture | null> {
  const shape = targets ? reader.info.target : reader.info.shape;
  if (!shape) return null;
  const [height, width, channels] = shape as [number, number, 1 | 3];
  const rows = Math.ceil(count / columns);
  const present = Math.min(count, reader.info.samples - start);
  if (present < 1 || rows * height * columns * width > mostSheetPixels) return null;
  const sampleBytes = height * width * channels;
  const samples = new Uint8Array(present * sampleBytes);
  const indices = Array.from({ length: present }, (_, tile) => start + tile);
  await (targets ? reader.readTargets(indices, samples) : reader.read(indices, samples));
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

function onItsWay(name: DownloadName): UserError {
  return new UserError({
    received: `${downloadTitles[name]} is being downloaded.`,
    expected: 'Only a dataset that is not on its way can be removed.',
    action: 'Cancel the download first, or let it end.',
  });
}

function noDataset(): UserError {
  return new UserError({
    received: 'The prepared data of this project are not there any more.',
    expected: 'Prepared data stay until their folder grows too large.',
    action: 'Prepare the data again under Data.',
  });
}
