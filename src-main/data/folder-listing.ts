/**
 * Finds the image files below a folder. Owns what counts as one, and that nothing outside the folder is ever touched:
 * - A file counts when its name has an image extension, or no extension at all and the first bytes of an image. All other
 *   files (texts, tables, Thumbs.db …), hidden ones and __MACOSX are passed over silently.
 * - Links to files count when their target lies inside the folder. Linked folders are not followed, so there are no
 *   loops; both are named among the skipped.
 */
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { UserError } from '#shared/problem.ts';
import type { Skipped } from './format.ts';
import { explainReadError } from './read-file.ts';
import { extensionOf, hasImageExtension, sniff, sniffBytes } from './image-kinds.ts';
import { compareNaturally } from './natural-order.ts';

export interface ImageFile {
  /** Relative to the folder, with `/`. */
  readonly name: string;
  /** What to open: the real path, for links. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970; with `bytes` they tell changed files from unchanged ones. */
  readonly modifiedAt: number;
  readonly changedAt: number;
}

export interface FolderContents {
  /** Real path. */
  readonly root: string;
  /** Natural order. */
  readonly images: readonly ImageFile[];
  readonly skipped: readonly Skipped[];
}

const deepest = 64;
const mostFiles = 5_000_000;
const entriesAtATime = 32;
const passedOver = new Set(['__macosx', 'thumbs.db', 'desktop.ini', '$recycle.bin', 'system volume information']);

/** Lists a folder; `enough` ends it early, once so many images are found. Throws a UserError when it cannot be read. */
export async function listImages(path: string, signal: AbortSignal, enough = Infinity): Promise<FolderContents> {
  const root = await realpath(path).catch((error: unknown) => {
    throw unreadableFolder(path, error);
  });
  const images: ImageFile[] = [];
  const skipped: Skipped[] = [];

  async function walk(folder: string, prefix: string, depth: number): Promise<void> {
    signal.throwIfAborted();
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      if (depth === 0) throw unreadableFolder(path, error);
      skipped.push({ file: prefix, reason: `a folder that ${explainReadError(error)}` });
      return [];
    });
    const visible = entries
      .filter(({ name }) => !name.startsWith('.') && !passedOver.has(name.toLowerCase()))
      .sort((a, b) => compareNaturally(a.name, b.name));
    for (let start = 0; start < visible.length && images.length < enough; start += entriesAtATime) {
      signal.throwIfAborted();
      const chunk = visible.slice(start, start + entriesAtATime);
      const examined = await Promise.all(
        chunk.map((entry) => (entry.isDirectory() ? null : consider(join(folder, entry.name), entry.name, root))),
      );
      for (const [position, entry] of chunk.entries()) {
        const name = prefix + entry.name;
        const result = examined[position];
        if (entry.isDirectory()) await walkInto(join(folder, entry.name), name, depth + 1);
        else if (typeof result === 'string') skipped.push({ file: name, reason: result });
        else if (result) images.push({ name, ...result });
      }
      if (images.length > mostFiles) throw tooManyFiles(path);
    }
  }

  async function walkInto(folder: string, name: string, depth: number): Promise<void> {
    if (images.length >= enough) return;
    const found = images.length + skipped.length;
    if (depth >= deepest) skipped.push({ file: name, reason: `a folder more than ${deepest} levels deep` });
    else await walk(folder, `${name}/`, depth);
    if (hasImageExtension(name) && images.length + skipped.length === found) {
      skipped.push({ file: name, reason: 'a folder, not an image' });
    }
  }

  await walk(root, '', 0);
  return { root, images, skipped };
}

const linkedFolder = 'a link to a folder; linked folders are not followed';

type Examined = Omit<ImageFile, 'name'>;

/** An image file; why it is none although it looks like one; or null for everything that is passed over. */
async function consider(file: string, name: string, root: string): Promise<Examined | string | null> {
  if (hasImageExtension(name)) return examine(file, root, true).catch(explainReadError);
  if (extensionOf(name) !== '') return (await isLinkedFolder(file)) ? linkedFolder : null;
  const result = await examine(file, root, false).catch(() => null);
  return typeof result === 'string' && result !== linkedFolder ? null : result;
}

/** An image file; why it is none, in words; or null for a file without an extension that is no image either. */
async function examine(file: string, root: string, named: boolean): Promise<Examined | string | null> {
  let status = await lstat(file);
  let path = file;
  if (status.isSymbolicLink()) {
    const target = await realpath(file).catch((error: unknown) => explainLinkError(error));
    if (typeof target !== 'string') return target.reason;
    status = await lstat(target);
    if (status.isDirectory()) return linkedFolder;
    if (!isInside(root, target)) return 'a link to a file outside of the chosen folder';
    path = target;
  }
  if (!status.isFile()) return 'not a regular file (a device, pipe or socket)';
  if (!named && !(await looksLikeImage(path))) return null;
  return { path, bytes: status.size, modifiedAt: status.mtimeMs, changedAt: status.ctimeMs };
}

/** Both must be real paths. The separator keeps /data/cats-old from counting as inside /data/cats. */
function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function isLinkedFolder(file: string): Promise<boolean> {
  const status = await lstat(file).catch(() => null);
  if (!status?.isSymbolicLink()) return false;
  const target = await realpath(file).then(lstat, () => null);
  return target?.isDirectory() ?? false;
}

function explainLinkError(error: unknown): { reason: string } {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return { reason: 'a link to a file that does not exist' };
  if (code === 'ELOOP') return { reason: 'a link that leads in a circle' };
  return { reason: `a link that ${explainReadError(error)}` };
}

async function looksLikeImage(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0);
    return sniff(buffer.subarray(0, bytesRead)).kind !== null;
  } finally {
    await file.close();
  }
}

function unreadableFolder(path: string, error: unknown): UserError {
  return new UserError({
    received: `The folder “${path}” ${explainReadError(error)}.`,
    expected: 'A folder with images, in subfolders if you like.',
    action: 'Check that it still exists and that you may open it, or choose another one.',
  });
}

function tooManyFiles(path: string): UserError {
  return new UserError({
    received: `The folder “${path}” holds more than ${mostFiles.toLocaleString('en')} images.`,
    expected: `At most ${mostFiles.toLocaleString('en')} images are listed.`,
    action: 'Choose one of its subfolders.',
  });
}
