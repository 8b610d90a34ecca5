/**
 * Reads samples of a prepared dataset from its folder by positioned reads: no file is ever loaded whole.
 * Owns the check that a prepared dataset is complete; not how one is made (writer.ts) nor where they live (cache.ts).
 */
import { randomBytes } from 'node:crypto';
import { readSync } from 'node:fs';
import { open, readFile, unlink, utimes, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetInfo } from '#shared/wire/studio.ts';
import { cacheFileNames, checkSizes, damaged, parseInfo, sizesOf } from './layout.ts';

export interface DatasetReader {
  readonly info: DatasetInfo;
  /**
   * Copies samples, in the order of `indices` (repeats allowed), as bytes into the front of `into`: [indices.length, …info.shape] of
   * info.dtype, row-major (elements.ts makes numbers of them).
   * Throws RangeError for an index outside 0..samples - 1, or when `into` is too small.
   */
  read(indices: ArrayLike<number>, into: Uint8Array): Promise<void>;
  /** Bytes of one sample, and of what should come out of it (0: none). */
  readonly sampleBytes: number;
  readonly targetBytes: number;
  /** The same for what should come out, [indices.length, …info.target]; throws a RangeError where that is the sample itself. */
  readTargets(indices: ArrayLike<number>, into: Uint8Array): Promise<void>;
  /** Position in `info.labels` of each sample, [samples]; null when the data have no labels. The caller may keep and change it. */
  labels(): Promise<Uint16Array | null>;
  /** The original file of a sample, relative to the chosen folder, with `/`; null when samples are not files. */
  file(index: number): Promise<string | null>;
  close(): Promise<void>;
}

/** Neighbours this close are read in one go, gap included. */
const worthBridging = 16 * 1024;
/** One read covers at most so much. */
const longestRead = 4 * 1024 * 1024;
/** Batches up to here are read on this thread: from the system's file cache that is 4 times faster than going to others. */
const smallBatch = 8 * 1024 * 1024;
/** Reads of larger batches at the same time. */
const readsAtATime = 4;

/**
 * Opens a prepared dataset, marks it as used now, and as in use until closed (sweep.ts spares it).
 * Throws a UserError naming the file when something is missing or damaged.
 */
export async function openDataset(folder: string): Promise<DatasetReader> {
  const info = parseInfo(await readFile(join(folder, cacheFileNames.info), 'utf8').catch(() => null), folder);
  await checkSizes(folder, info);
  const { sampleBytes, targetBytes } = sizesOf(info);
  const marker = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}.open`);
  const handles: FileHandle[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(handles.splice(0).map((handle) => handle.close()));
    await unlink(marker).catch(() => undefined);
  };
  try {
    // Where the cache may only be read, nothing sweeps it either.
    await writeFile(marker, '').catch(() => undefined);
    const now = new Date();
    await utimes(join(folder, cacheFileNames.info), now, now).catch(() => undefined);
    const openFile = async (name: string): Promise<FileHandle> => {
      const handle = await open(join(folder, name), 'r');
      handles.push(handle);
      return handle;
    };
    const inputs = await openFile(cacheFileNames.samples);
    const targets = targetBytes > 0 ? await openFile(cacheFileNames.targets) : null;
    const labels = info.hasLabels ? await openFile(cacheFileNames.labels) : null;
    const files = info.hasFiles ? await openFile(cacheFileNames.files) : null;
    const fileEnds = info.hasFiles ? await openFile(cacheFileNames.fileEnds) : null;
    const { dataset } = info;
    return {
      info: dataset,
      sampleBytes,
      targetBytes,
      read: (indices, into) => readSamples(inputs, dataset.samples, sampleBytes, indices, into, folder),
      async readTargets(indices, into) {
        if (!targets) throw new RangeError('what should come out, of data that have nothing but samples');
        await readSamples(targets, dataset.samples, targetBytes, indices, into, folder);
      },
      async labels() {
        if (!labels) return null;
        const all = new Uint16Array(dataset.samples);
        await readFully(labels, new Uint8Array(all.buffer), 0, folder);
        return all;
      },
      async file(index) {
        checkIndex(index, dataset.samples);
        if (!files || !fileEnds) return null;
        // Where the name before ends and where this one ends; the first name begins at 0.
        const ends = new Uint32Array(2);
        const wanted = index === 0 ? ends.subarray(1) : ends;
        await readFully(
          fileEnds,
          new Uint8Array(wanted.buffer, wanted.byteOffset, wanted.byteLength),
          Math.max(0, index - 1) * 4,
          folder,
        );
        const name = Buffer.alloc(Math.max(0, ends[1]! - ends[0]!));
        await readFully(files, name, ends[0]!, folder);
        return name.toString('utf8');
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Run {
  /** First sample, and one past the last. */
  first: number;
  end: number;
  /** Positions in the request whose samples lie in this run. */
  readonly positions: number[];
}

/** Groups the wanted samples into few reads: near neighbours share one. */
function planRuns(indices: ArrayLike<number>, sampleBytes: number): Run[] {
  const order = Uint32Array.from({ length: indices.length }, (_, position) => position);
  order.sort((a, b) => indices[a]! - indices[b]!);
  const runs: Run[] = [];
  let run: Run | undefined;
  for (const position of order) {
    const index = indices[position]!;
    const near = run && (index - run.end) * sampleBytes <= worthBridging;
    if (run && near && (index + 1 - run.first) * sampleBytes <= longestRead) {
      run.end = Math.max(run.end, index + 1);
      run.positions.push(position);
    } else {
      run = { first: index, end: index + 1, positions: [position] };
      runs.push(run);
    }
  }
  return runs;
}

async function readSamples(
  pixels: FileHandle,
  samples: number,
  sampleBytes: number,
  indices: ArrayLike<number>,
  into: Uint8Array,
  folder: string,
): Promise<void> {
  for (let i = 0; i < indices.length; i += 1) checkIndex(indices[i]!, samples);
  if (into.length < indices.length * sampleBytes) {
    throw new RangeError(`${indices.length} samples need ${indices.length * sampleBytes} bytes, not ${into.length}`);
  }
  const small = indices.length * sampleBytes <= smallBatch;
  const runs = planRuns(indices, sampleBytes);
  const readRuns = async (): Promise<void> => {
    for (let run = runs.pop(); run; run = runs.pop()) {
      const only = run.positions.length === 1 ? run.positions[0]! : null;
      const target =
        only === null
          ? Buffer.allocUnsafe((run.end - run.first) * sampleBytes)
          : into.subarray(only * sampleBytes, (only + 1) * sampleBytes);
      if (small) readFullyNow(pixels.fd, target, run.first * sampleBytes, folder);
      else await readFully(pixels, target, run.first * sampleBytes, folder);
      if (only === null) scatter(run, target, sampleBytes, indices, into);
    }
  };
  await Promise.all(Array.from({ length: small ? 1 : readsAtATime }, readRuns));
}

function scatter(run: Run, read: Uint8Array, sampleBytes: number, indices: ArrayLike<number>, into: Uint8Array): void {
  for (const position of run.positions) {
    const offset = (indices[position]! - run.first) * sampleBytes;
    into.set(read.subarray(offset, offset + sampleBytes), position * sampleBytes);
  }
}

function checkIndex(index: number, samples: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= samples) {
    throw new RangeError(`sample ${index} of a dataset of ${samples}`);
  }
}

async function readFully(file: FileHandle, target: Uint8Array, start: number, folder: string): Promise<void> {
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await file.read(target, done, target.length - done, start + done);
    if (bytesRead === 0) throw damaged(folder, 'it became shorter while it was open');
    done += bytesRead;
  }
}

function readFullyNow(descriptor: number, target: Uint8Array, start: number, folder: string): void {
  for (let done = 0; done < target.length;) {
    const bytesRead = readSync(descriptor, target, done, target.length - done, start + done);
    if (bytesRead === 0) throw damaged(folder, 'it became shorter while it was open');
    done += bytesRead;
  }
}
