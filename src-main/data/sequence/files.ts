/** The files that sequences come from: one, or all of a folder, nested as it likes. Owns listing; not what the files hold. */
import { createHash } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { UserError } from '#shared/problem.ts';
import type { Skipped } from '../format.ts';
import { compareNaturally } from '../natural-order.ts';
import { explainReadError } from '../read-file.ts';

export type SequenceFileKind = 'table' | 'sound';

const kinds: Readonly<Record<string, SequenceFileKind>> = {
  ...{ '.csv': 'table', '.tsv': 'table', '.tab': 'table' },
  ...{ '.wav': 'sound', '.wave': 'sound' },
};
const mostFiles = 1_000_000;

export interface SequenceFile {
  /** Relative to the folder, with `/`; of a single file its name. */
  readonly name: string;
  readonly path: string;
}

export interface SequenceFiles {
  /** Of the folder, or of the file. */
  readonly name: string;
  readonly path: string;
  readonly folder: boolean;
  readonly kind: SequenceFileKind;
  /** Natural order. */
  readonly files: readonly SequenceFile[];
  readonly skipped: readonly Skipped[];
  readonly fingerprint: string;
}

/** What a name promises; null: nothing that sequences are read from. */
export const sequenceKindOf = (name: string): SequenceFileKind | null => kinds[extname(name).toLowerCase()] ?? null;

/** Throws a UserError where there is nothing. A folder with tables and sounds gives the more numerous of them. */
export async function listSequenceFiles(path: string, signal: AbortSignal): Promise<SequenceFiles> {
  const root = await realpath(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const status = await stat(root);
  const name = basename(root) || root;
  if (status.isFile()) {
    // Whatever a single chosen file is called, it is taken at its word.
    const kind = sequenceKindOf(root) ?? 'table';
    const files = [{ name, path: root }];
    return { name, path, folder: false, kind, files, skipped: [], fingerprint: await fingerprintOf(root, files) };
  }
  if (!status.isDirectory()) throw unreadable(path, new Error('neither a file nor a folder'));
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  signal.throwIfAborted();
  const all = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && sequenceKindOf(entry.name) !== null)
    .map((entry) => {
      const own = join(entry.parentPath, entry.name);
      return { name: relative(root, own).replaceAll(sep, '/'), path: own };
    })
    .sort((a, b) => compareNaturally(a.name, b.name));
  if (all.length === 0 || all.length > mostFiles) throw unusable(path, all.length);
  const sounds = all.filter((file) => sequenceKindOf(file.name) === 'sound');
  const kind = sounds.length * 2 > all.length ? 'sound' : 'table';
  const files = all.filter((file) => sequenceKindOf(file.name) === kind);
  const skipped = all
    .filter((file) => !files.includes(file))
    .map((file) => ({ file: file.name, reason: kind === 'sound' ? 'a table among sounds' : 'a sound among tables' }));
  // A single file in a folder, as a browser hands one over, is what was meant.
  const [only, ...others] = files;
  const single = others.length === 0 && skipped.length === 0 && !only!.name.includes('/');
  return {
    ...{ name: single ? only!.name : name, path, folder: !single, kind, files, skipped },
    fingerprint: await fingerprintOf(root, files),
  };
}

async function fingerprintOf(root: string, files: readonly SequenceFile[]): Promise<string> {
  const hash = createHash('sha256').update(`${root}\n`);
  for (const { name, path } of files) {
    const status = await stat(path).catch(() => null);
    hash.update(`${name}\0${status?.size ?? ''}\0${status?.mtimeMs ?? ''}\n`);
  }
  return hash.digest('hex');
}

const unreadable = (path: string, error: unknown): UserError =>
  new UserError({
    received: `“${path}” ${explainReadError(error)}.`,
    expected: 'A table, a WAV sound, or a folder of them.',
    action: 'Check that it still exists and that you may open it, or choose another one.',
  });

const unusable = (path: string, count: number): UserError =>
  new UserError({
    received:
      count === 0
        ? `The folder “${path}” holds no tables and no sounds.`
        : `The folder “${path}” holds more than ${mostFiles.toLocaleString('en')} files.`,
    expected: 'CSV or TSV files, or WAV sounds: each of them one sequence.',
    action: 'Choose the folder that holds the files themselves.',
  });
