/** Bundles an entry of src-main (or of these tests) so that Node can run it as a process of its own. Owns the folder it lies in. */
import { rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..', '..', '..');

export interface BuiltEntries {
  /** Absolute paths, in the order of the entries. */
  readonly paths: readonly string[];
  remove(): Promise<void>;
}

/** Entries are paths from the repository's root. Built inside it, so that packages are found. */
export async function buildEntries(name: string, entries: readonly string[]): Promise<BuiltEntries> {
  const outDir = join(root, 'out', `test-${name}-${process.pid}`);
  const named = entries.map((entry) => [basename(entry, '.ts'), join(root, entry)] as const);
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      minify: false,
      rollupOptions: { input: Object.fromEntries(named), output: { format: 'es', entryFileNames: '[name].mjs' } },
    },
  });
  return {
    paths: named.map(([file]) => join(outDir, `${file}.mjs`)),
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
