// npm run bench: builds the bench from its TypeScript (so that what is timed runs in plain Node, as the trainer does) into
// out/bench, and starts it. See main.ts for the options.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, prepare, root } from '../../scripts/setup.mjs';

await prepare({ build: false });
const { build } = await import('vite');
const outDir = join(root, 'out', 'bench');
try {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      target: 'node20.19',
      rollupOptions: {
        input: { main: join(import.meta.dirname, 'main.ts'), measure: join(import.meta.dirname, 'measure.ts') },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
} catch (error) {
  fail(`The bench cannot be built: ${error.message}`);
}
const { main } = await import(pathToFileURL(join(outDir, 'main.js')).href);
const places = { root, measure: join(outDir, 'measure.js'), script: join(import.meta.dirname, 'peers.py') };
process.exit(await main(process.argv.slice(2), places));
