// Takes the TypeScript of this repository into plain Node: bundled, as processes of their own run it, or imported. Vite is
// loaded when it is needed, so that a script can install packages first.
import { join } from 'node:path';
import { root } from '../scripts/setup.mjs';

const plain = { configFile: false, root, logLevel: 'error' };

/**
 * Bundles entries, named as their files will be, each a path from the repository's root, and returns the paths of those
 * files by name. The folder must be inside the repository, so that packages are found.
 */
export async function buildForNode(entries, outDir) {
  const { build } = await import('vite');
  const input = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)]));
  await build({
    ...plain,
    build: {
      ssr: true,
      outDir,
      target: 'node20.19',
      rollupOptions: {
        input,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
  return Object.fromEntries(Object.keys(entries).map((name) => [name, join(outDir, `${name}.js`)]));
}

/** A module's exports, given its path from the repository's root. */
export async function importSource(path) {
  const { runnerImport } = await import('vite');
  return (await runnerImport(join(root, path), plain)).module;
}
