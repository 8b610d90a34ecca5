/**
 * Prepared datasets: decoded once into a folder of their own, keyed by the source's contents and the settings.
 * Owns keys, sharing and the way into place; formats decode (formats.ts), writer.ts writes, reader.ts reads.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, statfs, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { formOf } from '#shared/graph/data-form.ts';
import type { DataBinding } from '#shared/graph/document.ts';
import { formatShape, sizeOf } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';
import { flushFolder, renamePatiently } from '../files/write-safely.ts';
import { countOf, spreadSlots, type Plan, type SourceContents, type Stream } from './format.ts';
import { inspectSource } from './formats.ts';
import { elementBytes } from './elements.ts';
import { cacheFileNames, cacheVersion, checkSizes, parseInfo } from './layout.ts';
import { progressMeter, type ProgressMeter } from './progress.ts';
import { SharedWork } from './shared-work.ts';
import { partialFolderName, sweepPartialFolders, sweepToBudget } from './sweep.ts';
import { DatasetWriter, explainWriteError } from './writer.ts';

export { openDataset, type DatasetReader } from './reader.ts';

export interface PreparationProgress {
  /** Samples decoded or skipped; 0 of 0 while all are looked at first. */
  readonly done: number;
  readonly total: number;
  /** Of all the work, 0 to 1. */
  readonly share: number;
  /** Null while it is too early to tell. */
  readonly secondsLeft: number | null;
  readonly skipped: number;
}

export interface PrepareOptions {
  /** Where all prepared datasets live; created when missing. */
  readonly cacheFolder: string;
  /** Where downloaded datasets lie, if any. */
  readonly downloadsFolder?: string | undefined;
  /** At most 10 times a second; never called for a dataset that was there already. */
  readonly onProgress?: ((progress: PreparationProgress) => void) | undefined;
  /** Rejects with the signal's reason and leaves nothing behind. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes that all prepared datasets may take together. */
  readonly budget?: number | undefined;
}

export interface PreparedDataset {
  /** For openDataset. */
  readonly folder: string;
  readonly info: DatasetInfo;
}

const defaultBudget = 20 * 1024 ** 3;
/** Left free on the disk, whatever happens. */
const reserve = 256 * 1024 * 1024;

/** By folder. */
const underWay = new SharedWork<PreparedDataset, PreparationProgress>();

/** Prepares a dataset or finds it prepared. Throws UserErrors that name the file, and the signal's reason when cancelled. */
export async function prepareDataset(data: DataBinding, options: PrepareOptions): Promise<PreparedDataset> {
  const signal = options.signal ?? new AbortController().signal;
  signal.throwIfAborted();
  if (!data.source) throw noSource();
  const contents = await inspectSource(data.source, {
    signal,
    data,
    downloadsFolder: options.downloadsFolder ?? null,
  });
  const key = keyOf(contents, data);
  const task: Task = {
    contents,
    data,
    key,
    cacheFolder: resolve(options.cacheFolder),
    budget: options.budget ?? defaultBudget,
  };
  return underWay.join(join(task.cacheFolder, key), signal, options.onProgress, (shared, report) =>
    prepare(task, shared, report),
  );
}

/** Equal keys mean equal bytes: contents, settings and the version of the cache. `range` is left to the trainer. */
function keyOf(contents: SourceContents, data: DataBinding): string {
  const settings = [cacheVersion, contents.fingerprint, formSettings(data), data.limit];
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}

/** Those that say how this source's samples are made. */
function formSettings({ source, image, table, sequence, text }: DataBinding): unknown {
  const { height, width, color, fit, invert } = image;
  const of = { image: [height, width, color, fit, invert], table, sequence, text };
  return of[formOf(source)];
}

interface Task {
  readonly contents: SourceContents;
  readonly data: DataBinding;
  readonly key: string;
  readonly cacheFolder: string;
  readonly budget: number;
}

async function prepare(
  task: Task,
  signal: AbortSignal,
  report: (progress: PreparationProgress) => void,
): Promise<PreparedDataset> {
  const { contents, data, key, cacheFolder } = task;
  const folder = join(cacheFolder, key);
  const found = await findPrepared(folder);
  if (found) return found;
  const partial = join(cacheFolder, partialFolderName(key, randomBytes(6).toString('hex')));
  await mkdir(partial, { recursive: true }).catch((error: unknown) => {
    throw explainWriteError(error, partial);
  });
  try {
    await sweepPartialFolders(cacheFolder);
    const meter = progressMeter(report);
    const plan = await contents.plan(data, signal, meter.looked);
    await checkRoom(task, plan);
    const info = await decodeInto(partial, task, plan, signal, meter);
    signal.throwIfAborted();
    const prepared = await moveIntoPlace(partial, folder, info);
    await sweepToBudget(cacheFolder, task.budget, key);
    return prepared;
  } finally {
    // Nothing is left of it once it is in place.
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** A whole dataset in its place, marked as used now. A damaged one is removed. */
async function findPrepared(folder: string): Promise<PreparedDataset | null> {
  const infoFile = join(folder, cacheFileNames.info);
  const text = await readFile(infoFile, 'utf8').catch(() => null);
  try {
    const info = parseInfo(text, folder);
    await checkSizes(folder, info);
    const now = new Date();
    await utimes(infoFile, now, now).catch(() => undefined);
    return { folder, info: info.dataset };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    return null;
  }
}

async function decodeInto(
  partial: string,
  { contents, data, key }: Task,
  plan: Plan,
  signal: AbortSignal,
  meter: ProgressMeter,
): Promise<DatasetInfo> {
  const slots = spreadSlots(contents.candidates, data.limit);
  const writer = new DatasetWriter(partial, {
    id: key,
    plan,
    labelNames: contents.labelNames,
    samplesAreFiles: contents.samplesAreFiles,
  });
  try {
    contents.skipped.forEach((skipped) => writer.skip(skipped));
    const progress = meter.counting(slots.count);
    const skippedBefore = writer.skippedCount;
    for await (const outcome of contents.decode(slots, plan, signal)) {
      signal.throwIfAborted();
      if ('values' in outcome) await writer.add(outcome);
      else writer.skip(outcome);
      progress(writer.samples + writer.skippedCount - skippedBefore, writer.skippedCount);
    }
    if (writer.samples === 0) throw nothingDecoded(writer);
    return await writer.finish(contents.title(writer.samples));
  } finally {
    await writer.close();
  }
}

/** Renames a finished dataset into its place. If another process was faster, its dataset, which is equal, is taken. */
async function moveIntoPlace(partial: string, folder: string, info: DatasetInfo): Promise<PreparedDataset> {
  try {
    await flushFolder(partial);
    await renamePatiently(partial, folder);
    await flushFolder(dirname(folder));
    return { folder, info };
  } catch (error) {
    const found = await findPrepared(folder);
    if (found) return found;
    throw explainWriteError(error, folder);
  }
}

async function checkRoom({ contents, data, cacheFolder, budget }: Task, plan: Plan): Promise<void> {
  const { count } = spreadSlots(contents.candidates, data.limit);
  const needed = count * (streamBytes(plan.input) + (plan.target ? streamBytes(plan.target) : 0));
  const disk = await statfs(cacheFolder).catch(() => null);
  const free = disk ? disk.bavail * disk.bsize - reserve : Infinity;
  if (needed <= Math.min(budget, free)) return;
  const size = formatShape(plan.input.shape);
  throw new UserError({
    received: `${countOf(count, 'sample')} of ${size} would take ${inWords(needed)}.`,
    expected:
      free < budget
        ? `At most ${inWords(Math.max(0, free))}: that much may be used on the disk of “${cacheFolder}”.`
        : `At most ${inWords(budget)} for one dataset.`,
    action: 'Make samples smaller, or limit their number.',
  });
}

const streamBytes = ({ shape, dtype }: Stream): number => sizeOf(shape) * elementBytes[dtype];

function inWords(bytes: number): string {
  const [divisor, unit] = bytes < 1024 ** 2 ? [1024, 'KB'] : bytes < 1024 ** 3 ? [1024 ** 2, 'MB'] : [1024 ** 3, 'GB'];
  return `${(bytes / divisor).toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`;
}

function noSource(): UserError {
  return new UserError({
    received: 'The project has no data.',
    expected: 'A dataset to train on.',
    action: 'Choose a built-in dataset or files of your own under Data.',
  });
}

function nothingDecoded(writer: DatasetWriter): UserError {
  const example = writer.firstSkipped;
  return new UserError({
    received: `None of ${countOf(writer.skippedCount, 'candidate')} could be used${example ? `, for example “${example.file}”: ${example.reason}` : ''}.`,
    expected: 'At least one whole sample.',
    action: 'Open what is named in a program that shows such files, and save what can be read there anew.',
  });
}
