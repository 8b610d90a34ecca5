/**
 * Writes whole files so that a crash, a full disk or a killed process leaves either the old file or the new one, never a
 * mixture: a temporary file in the same folder, flushed, renamed over the old one, and the folder flushed.
 * Owns no formats and creates no folders.
 */
import { randomBytes } from 'node:crypto';
import { lstat, open, readdir, realpath, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '#shared/problem.ts';

/** The steps of a write, so that a test can make any one of them fail. */
export interface FileSystem {
  open(path: string, flags: string, mode?: number): Promise<Pick<FileHandle, 'writeFile' | 'sync' | 'close'>>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

/** Whole, or as it comes: an error of its source leaves the old file as it was. */
type Contents = Uint8Array | string | AsyncIterable<Uint8Array>;

const disk: FileSystem = { open, rename, unlink };
const temporaryName = /^\.hourglass-(\d+)-[0-9a-f]{16}\.tmp$/;
const abandonedAfterMilliseconds = 24 * 60 * 60 * 1000;

/** The last write of each path that is still under way: writes to one path never overlap, so the last one asked for wins. */
const lastWrites = new Map<string, Promise<void>>();
/** Temporary files of this process that are being written now. */
const inProgress = new Set<string>();

/**
 * Replaces (or creates) a file; resolves once the new contents are on the disk. Writes to the same path happen in the
 * order in which they were asked for. On failure the old file is intact and the error (a UserError) names the file.
 */
export function writeFileSafely(path: string, data: Contents, fileSystem: FileSystem = disk): Promise<void> {
  const target = resolve(path);
  const before = lastWrites.get(target) ?? Promise.resolve();
  const write = before.then(
    () => replaceFile(target, data, fileSystem),
    () => replaceFile(target, data, fileSystem),
  );
  lastWrites.set(target, write);
  const forget = (): void => {
    if (lastWrites.get(target) === write) lastWrites.delete(target);
  };
  write.then(forget, forget);
  return write;
}

/**
 * Removes temporary files that killed processes left in a folder (not in its subfolders). Leaves those of processes that
 * still run, unless they are a day old. A folder that does not exist has none.
 */
export async function sweepOrphans(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let removed = 0;
  for (const name of names) {
    const owner = temporaryName.exec(name)?.[1];
    const path = join(resolve(folder), name);
    if (owner === undefined || inProgress.has(path)) continue;
    const status = await lstat(path).catch(() => null);
    if (!status?.isFile()) continue;
    const abandoned = Date.now() - status.mtimeMs > abandonedAfterMilliseconds;
    if (Number(owner) !== process.pid && isRunning(Number(owner)) && !abandoned) continue;
    await unlink(path).then(
      () => (removed += 1),
      () => undefined,
    );
  }
  return removed;
}

const isWhole = (data: Contents): data is Uint8Array | string => typeof data === 'string' || data instanceof Uint8Array;

async function replaceFile(path: string, data: Contents, fileSystem: FileSystem): Promise<void> {
  // A link stays a link: its target is what gets replaced.
  const target = await realpath(path).catch(() => path);
  const folder = dirname(target);
  const temporary = join(folder, `.hourglass-${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
  const mode = await stat(target).then(
    (status) => status.mode & 0o777,
    () => 0o666,
  );
  inProgress.add(temporary);
  try {
    const file = await fileSystem.open(temporary, 'wx', mode);
    try {
      // Each piece goes on where the one before it ended.
      for await (const piece of isWhole(data) ? [data] : data) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await renamePatiently(temporary, target, fileSystem);
    await flushFolder(folder, fileSystem);
  } catch (error) {
    await fileSystem.unlink(temporary).catch(() => undefined);
    throw explainWriteError(error, path);
  } finally {
    inProgress.delete(temporary);
  }
}

/** Windows refuses a rename for as long as a virus scanner or an indexer looks at the file: usually milliseconds. */
export async function renamePatiently(from: string, to: string, fileSystem: FileSystem = disk): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fileSystem.rename(from, to);
    } catch (error) {
      const busy = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error));
      if (!busy || attempt === 10) throw error;
      await new Promise((resume) => setTimeout(resume, 10 * attempt));
    }
  }
}

/** Without this a power cut may undo the rename. Windows has no way to flush a folder, and needs none. */
export async function flushFolder(folder: string, fileSystem: FileSystem = disk): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fileSystem.open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network and FUSE file systems cannot flush folders; the rename itself has happened.
    if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes(codeOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

/** Whether a process with this number lives, whoever it belongs to. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const reasons: Readonly<Record<string, readonly [reason: string, action: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space, or save it on another disk.'],
  EDQUOT: ['your share of the disk is used up', 'Free some space, or save it on another disk.'],
  EACCES: ['this folder may not be written to', 'Choose a folder of your own, or ask for permission to write there.'],
  EPERM: ['this folder may not be written to', 'Choose a folder of your own, or ask for permission to write there.'],
  EROFS: ['this disk can only be read', 'Save it on another disk.'],
  ENOENT: ['its folder does not exist', 'Create the folder, or choose another one.'],
  ENOTDIR: ['its folder is a file', 'Choose another folder.'],
  EISDIR: ['a folder has that name', 'Choose another name.'],
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter name.'],
  EIO: ['the disk reported an error', 'Save it on another disk, and check this one.'],
};

/** What went wrong with a write to `path`, in words. */
export function explainWriteError(error: unknown, path: string): UserError {
  const detail = error instanceof Error ? error.message : String(error);
  const [reason, action] = reasons[codeOf(error)] ?? [detail, 'Save it somewhere else.'];
  return new UserError({
    received: `“${basename(path)}” could not be saved in ${dirname(path)}: ${reason}.`,
    expected: 'A file is replaced completely or not at all, so nothing that was saved before is lost.',
    action,
  });
}
