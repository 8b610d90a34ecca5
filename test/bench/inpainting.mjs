// Trains the template “Inpainter” and compares its error inside the holes of samples kept apart with that of the mean picture
// and of a blur of what surrounds the hole.
//   node test/bench/inpainting.mjs [--epochs N] [--picture FILE.png] [--json FILE]
// Prints a Markdown table; ends with 1 unless the network is better than both. The picture: original, hole, network, blur, mean.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

const run = promisify(execFile);
const { values: options } = parseArgs({
  options: {
    epochs: { type: 'string' },
    picture: { type: 'string', default: 'inpainting.png' },
    json: { type: 'string' },
  },
});
const built = join(root, 'out', 'bench-inpainting');
const entries = {
  cli: 'src-main/cli/index.ts',
  trainer: 'src-main/trainer/entry.ts',
  measure: 'test/bench/inpainting.ts',
  cache: 'src-main/data/cache.ts',
};
const { cli, measure, cache } = await buildForNode(entries, built);
const work = await mkdtemp(join(tmpdir(), 'hourglass-inpainting-'));
try {
  const project = JSON.parse(await readFile(join(root, 'resources', 'templates', 'inpainter.hourglass'), 'utf8'));
  // Kept apart from training and from the choice of the best epoch.
  project.data.split.testFraction = 0.1;
  if (options.epochs) project.training.epochs = Number(options.epochs);
  const [file, folder] = [join(work, 'inpainter.hourglass'), join(work, 'run')];
  await writeFile(file, JSON.stringify(project));
  const env = { ...process.env, HOURGLASS_DATA: join(work, 'data') };
  const trained = JSON.parse(
    (await run(process.execPath, [cli, 'train', file, '--out', folder, '--json'], { env })).stdout,
  );
  if (trained.reason !== 'finished') throw new Error(JSON.stringify(trained.message));
  const { prepareDataset } = await import(cache);
  const { measureInpainting } = await import(measure);
  const dataset = (await prepareDataset(project.data, { cacheFolder: join(work, 'data', 'cache') })).folder;
  const errors = await measureInpainting(project, folder, dataset, resolve(options.picture));
  console.log('| filled by | mean squared error in the holes |');
  console.log('| --- | --- |');
  console.log(
    `| the inpainter, ${trained.epochs} epochs, ${trained.seconds.toFixed(0)} s | ${errors.network.toFixed(5)} |`,
  );
  console.log(`| a blur of what is around (σ = ${errors.blurWidth} pixels, the best) | ${errors.blur.toFixed(5)} |`);
  console.log(`| the mean picture | ${errors.meanPicture.toFixed(5)} |`);
  console.log(`\n${errors.samples} samples; picture: ${resolve(options.picture)}`);
  if (options.json) await writeFile(options.json, JSON.stringify({ ...trained, ...errors }, null, 2));
  process.exitCode = errors.network < Math.min(errors.blur, errors.meanPicture) ? 0 : 1;
} finally {
  await rm(work, { recursive: true, force: true });
  await rm(built, { recursive: true, force: true });
}
