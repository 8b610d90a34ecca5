/** Bundles an entry of src-main (or of these tests) so that Node can run it as a process of its own. Owns the folder it lies in. */
import { rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { buildForNode } from '../../from-source.mjs';

const root = resolve(import.meta.dirname, '..', '..', '..');

export interface BuiltEntries {
  /** Absolute paths, in the order of the entries. */
  readonly paths: readonly string[];
  remove(): Promise<void>;
}

/** Entries are paths from the repository's root. Built inside it, so that packages are found. */
export async function buildEntries(name: string, entries: readonly string[]): Promise<BuiltEntries> {
  const outDir = join(root, 'out', `test-${name}-${process.pid}`);
  const built = await buildForNode(Object.fromEntries(entries.map((entry) => [basename(entry, '.ts'), entry])), outDir);
  return {
    paths: entries.map((entry) => built[basename(entry, '.ts')]!),
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
