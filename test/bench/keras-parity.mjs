// Compares final losses with Keras's: same architecture, data, split, optimizer, batch size and epochs, several seeds.
//   node test/bench/keras-parity.mjs PYTHON [--epochs N] [--seeds 1,2,3] [--same-start] [TEMPLATE …]
// PYTHON has Keras installed; --same-start gives Keras our initial weights and order of samples, so that chance has no part
// in the difference. Needs a build (npm run build). Prints a Markdown table; ends with 1 when the mean over the
// seeds is more than 3 % above or below Keras's.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { importSource } from '../from-source.mjs';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..', '..');
const tolerance = 0.03;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    epochs: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    'same-start': { type: 'boolean', default: false },
  },
});
const [python, ...chosen] = positionals;
if (!python) {
  console.error(
    'usage: node test/bench/keras-parity.mjs PYTHON [--epochs N] [--seeds 1,2,3] [--same-start] [TEMPLATE …]',
  );
  process.exit(2);
}
const seeds = options.seeds.split(',').map(Number);
const { templates } = await importSource('src-shared/templates.ts');
const { prepareDataset, openDataset } = await importSource('src-main/data/cache.ts');
const { buildModel } = await importSource('src-main/trainer/model.ts');
const { permutation, splitSamples } = await importSource('src-main/trainer/random.ts');

const work = await mkdtemp(join(tmpdir(), 'hourglass-parity-'));
const environment = { ...process.env, HOURGLASS_DATA: join(work, 'data') };

/** Writes what keras-parity.py reads: all pixels, and which samples are on which side. */
async function exportData(project, folder) {
  await mkdir(folder, { recursive: true });
  const prepared = await prepareDataset(project.data, { cacheFolder: join(work, 'data', 'cache') });
  const dataset = await openDataset(prepared.folder);
  const { samples, shape } = dataset.info;
  const pixels = new Uint8Array(samples * shape.reduce((product, n) => product * n, 1));
  await dataset.read(
    Uint32Array.from({ length: samples }, (_, index) => index),
    pixels,
  );
  await dataset.close();
  const { train, validation } = splitSamples(samples, project.training.validationFraction, project.training.seed);
  await writeFile(join(folder, 'pixels.u8'), pixels);
  await writeFile(join(folder, 'train.u32'), train);
  await writeFile(join(folder, 'validation.u32'), validation);
  if (!options['same-start']) return;
  const { epochs, seed } = project.training;
  const orders = Array.from({ length: epochs }, (_, epoch) => permutation(train.length, seed, 'shuffle', epoch));
  await writeFile(join(folder, 'order.u32'), Buffer.concat(orders.map((order) => new Uint8Array(order.buffer))));
  await writeFile(join(folder, 'start.json'), JSON.stringify(await initialWeights(project)));
}

/** By layer, in Keras's order: kernel, recurrent kernel, bias. */
async function initialWeights(project) {
  const model = await buildModel(project, project.training.seed);
  const ofLayers = {};
  for (const { node, variable } of model.weights)
    (ofLayers[node.id] ??= []).push({ shape: variable.shape, values: [...variable.dataSync()] });
  model.dispose();
  return ofLayers;
}

async function compare(template, seed) {
  const text = await readFile(join(root, 'resources', 'templates', `${template}.hourglass`), 'utf8');
  const project = JSON.parse(text);
  project.training.seed = seed;
  if (options.epochs) project.training.epochs = Number(options.epochs);
  const file = join(work, `${template}.hourglass`);
  await writeFile(file, JSON.stringify(project));
  const ours = await run(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'train', file, '--json'], {
    env: environment,
  });
  const folder = join(work, 'export');
  await exportData(project, folder);
  const theirs = await run(python, [join(import.meta.dirname, 'keras-parity.py'), file, folder, String(seed)]);
  return { ours: JSON.parse(ours.stdout), theirs: JSON.parse(theirs.stdout.trim().split('\n').at(-1)) };
}

const mean = (numbers) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
const percent = (ratio) => `${((ratio - 1) * 100).toFixed(2)} %`;
let failed = false;
try {
  console.log('| template | epochs | seed | loss | Keras | validation loss | Keras | difference |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const template of chosen.length > 0 ? chosen : templates.map(({ id }) => id)) {
    const results = [];
    for (const seed of seeds) {
      const { ours, theirs } = await compare(template, seed);
      if (ours.weights !== theirs.weights)
        throw new Error(`${template}: ${ours.weights} weights, Keras has ${theirs.weights}`);
      results.push({ ours: ours.validationLoss, theirs: theirs.validationLoss });
      const figures = [ours.loss, theirs.loss, ours.validationLoss, theirs.validationLoss].map(
        (n) => n?.toFixed(6) ?? '–',
      );
      console.log(
        `| ${template} | ${ours.epochs} | ${seed} | ${figures.join(' | ')} | ${percent(ours.validationLoss / theirs.validationLoss)} |`,
      );
    }
    const [a, b] = [mean(results.map(({ ours }) => ours)), mean(results.map(({ theirs }) => theirs))];
    console.log(`| **${template}** | | mean | | | ${a.toFixed(6)} | ${b.toFixed(6)} | **${percent(a / b)}** |`);
    if (Math.abs(a / b - 1) > tolerance) failed = true;
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
