/**
 * The downloaded datasets of this machine: which are there, and fetching one that is not. Owns their folders, one each; not the
 * transfer (fetch-file.ts), nor what is in the files.
 */
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadTitles } from '#shared/dataset-titles.ts';
import type { DownloadName } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { DownloadInfo } from '#shared/wire/studio.ts';
import { progressMeter, type ProgressMeter } from '../progress.ts';
import { fetchFile } from './fetch-file.ts';
import { downloads, type DownloadDefinition } from './registry.ts';
import { unpackMembers } from './unpack.ts';
import { unremovable, unwritable } from './words.ts';

export type Definitions = Readonly<Record<DownloadName, DownloadDefinition>>;

export const downloadNames = Object.keys(downloads) as readonly DownloadName[];

/** Left free on the disk, whatever happens. */
const reserve = 256 * 1024 * 1024;

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
}

/** The files that stay on this machine, in the order in which the registry names them. */
export function keptFiles(
  folder: string,
  name: DownloadName,
  definitions: Definitions = downloads,
): readonly KeptFile[] {
  const { files, members } = definitions[name];
  const kept = members ? members.map(({ keptAs, bytes }) => ({ name: keptAs, bytes })) : files;
  return kept.map((file) => ({ path: join(folder, name, file.name), bytes: file.bytes }));
}

/** Files are put there whole and checked: one of the right size is the right one. */
async function isThere({ path, bytes }: KeptFile): Promise<boolean> {
  return stat(path).then(
    (status) => status.isFile() && status.size === bytes,
    () => false,
  );
}

export async function isPresent(
  folder: string,
  name: DownloadName,
  definitions: Definitions = downloads,
): Promise<boolean> {
  const there = await Promise.all(keptFiles(folder, name, definitions).map(isThere));
  return there.every(Boolean);
}

export async function describeDownload(
  folder: string,
  name: DownloadName,
  definitions: Definitions = downloads,
): Promise<DownloadInfo> {
  const { summary, license, citation, bases, files, samples, shape } = definitions[name];
  return {
    name,
    title: downloadTitles[name],
    summary,
    license,
    citation,
    from: new URL(bases[0]).host,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    samples,
    shape,
    present: await isPresent(folder, name, definitions),
    bytesKept: await bytesIn(join(folder, name)),
  };
}

/** Of the files in a dataset's folder; nothing lies deeper. 0: there is none. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Deletes a dataset's folder with all that was fetched of it. Throws a UserError where that is not allowed. */
export async function removeDownload(folder: string, name: DownloadName): Promise<void> {
  const own = join(folder, name);
  await rm(own, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) => {
    throw unremovable(error, own);
  });
}

export interface DownloadProgress {
  /** Bytes. */
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
}

export interface DownloadOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  /** At most 10 times a second. */
  readonly onProgress: (progress: DownloadProgress) => void;
  readonly definitions?: Definitions | undefined;
}

/** Fetches what is missing of a dataset. Rejects with the signal's reason when cancelled, and else with UserErrors. */
export async function downloadDataset(name: DownloadName, options: DownloadOptions): Promise<void> {
  const { folder, signal, onProgress, definitions = downloads } = options;
  const { bases, files, members } = definitions[name];
  signal.throwIfAborted();
  if (await isPresent(folder, name, definitions)) return;
  const own = join(folder, name);
  await mkdir(own, { recursive: true }).catch((error: unknown) => {
    throw unwritable(error, own);
  });
  await checkRoom(own, name, definitions[name]);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = transferMeter(total, onProgress);
  let before = 0;
  for (const file of files) {
    const path = join(own, file.name);
    if (!(await isThere({ path, bytes: file.bytes })))
      await fetchFile({ addresses: bases, file, path, signal, onBytes: (bytes) => progress(before + bytes) });
    before += file.bytes;
    progress(before);
  }
  if (!members) return;
  const archive = join(own, files[0]!.name);
  const wanted = members.map(({ name: member, keptAs, bytes }) => ({ name: member, bytes, path: join(own, keptAs) }));
  await unpackMembers(archive, wanted, signal);
  await rm(archive, { force: true });
}

/** Progress whose time left counts only what comes now: what an earlier attempt left came at another rate. */
function transferMeter(total: number, report: (progress: DownloadProgress) => void): (done: number) => void {
  let start: number | null = null;
  let meter: ReturnType<ProgressMeter['counting']> | null = null;
  return (done) => {
    if (start === null || meter === null) {
      const first = (start = done);
      meter = progressMeter(({ done: came, secondsLeft }) =>
        report({ done: first + came, total, secondsLeft }),
      ).counting(total - first);
    }
    meter(Math.max(0, done - start), 0);
  };
}

async function checkRoom(folder: string, name: DownloadName, { files, members }: DownloadDefinition): Promise<void> {
  const needed = [...files, ...(members ?? [])].reduce((sum, { bytes }) => sum + bytes, 0);
  const disk = await statfs(folder).catch(() => null);
  const free = disk ? disk.bavail * disk.bsize - reserve : Infinity;
  if (needed <= free) return;
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2).toLocaleString('en')} MB`;
  throw new UserError({
    received: `${downloadTitles[name]} takes ${megabytes(needed)}; ${megabytes(Math.max(0, free))} may be used on the disk of “${folder}”.`,
    expected: 'Room for the whole dataset.',
    action: 'Free some space on that disk.',
  });
}
