// npm run bench: builds the bench from its TypeScript (so that what is timed runs in plain Node, as the trainer does) into
// out/bench, and starts it. See main.ts for the options.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, prepare, root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

await prepare({ build: false });
const outDir = join(root, 'out', 'bench');
let built;
try {
  built = await buildForNode({ main: 'test/bench/main.ts', measure: 'test/bench/measure.ts' }, outDir);
} catch (error) {
  fail(`The bench cannot be built: ${error.message}`);
}
const { main } = await import(pathToFileURL(built.main).href);
const places = { root, measure: built.measure, script: join(import.meta.dirname, 'peers.py') };
process.exit(await main(process.argv.slice(2), places));
