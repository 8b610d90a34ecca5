// Compares final losses with Keras's: same architecture, data, split, optimizer, batch size and epochs, several seeds.
//   node test/bench/keras-parity.mjs PYTHON [--epochs N] [--seeds 1,2,3] [--same-start] [--images IDX --test IDX] [TEMPLATE …]
// PYTHON has Keras installed; --same-start gives Keras our initial weights and order of samples, so that chance has no part
// in the difference. With --images (training) and --test, both are trained on all of the first and judged on the second;
// else on the template's own data and split. Needs a build (npm run build). Prints a Markdown table of the loss and its
// terms; ends with 1 when a mean over the seeds is further from Keras's than --tolerance (0.03).
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { buildForNode } from '../from-source.mjs';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..', '..');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    epochs: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    'same-start': { type: 'boolean', default: false },
    images: { type: 'string' },
    test: { type: 'string' },
    tolerance: { type: 'string', default: '0.03' },
    json: { type: 'string' },
  },
});
const [python, ...chosen] = positionals;
if (!python) {
  console.error(
    'usage: node test/bench/keras-parity.mjs PYTHON [--epochs N] [--seeds 1,2,3] [--same-start] [--images IDX --test IDX] [--tolerance 0.03] [--json FILE] [TEMPLATE …]',
  );
  process.exit(2);
}
const seeds = options.seeds.split(',').map(Number);
const { parts } = await buildForNode({ parts: 'test/bench/parity-parts.ts' }, join(root, 'out', 'parity'));
const {
  addMeasures,
  buildModel,
  meansOf,
  openDataset,
  permutation,
  prepareDataset,
  readCheckpoint,
  Session,
  splitSamples,
  templates,
} = await import(pathToFileURL(parts).href);

const work = await mkdtemp(join(tmpdir(), 'hourglass-parity-'));
const environment = { ...process.env, HOURGLASS_DATA: join(work, 'data') };

const cacheFolder = join(work, 'data', 'cache');

async function pixelsOf(data) {
  const prepared = await prepareDataset(data, { cacheFolder });
  const dataset = await openDataset(prepared.folder);
  const { info } = dataset;
  const pixels = new Uint8Array(info.samples * info.shape.reduce((product, n) => product * n, 1));
  await dataset.read(
    Uint32Array.from({ length: info.samples }, (_, index) => index),
    pixels,
  );
  await dataset.close();
  return { info, pixels };
}

const testData = (project) => ({ ...project.data, source: { kind: 'idx', images: resolve(options.test) } });

/** Writes what keras-parity.py reads: all pixels, and which samples are on which side. */
async function exportData(project, folder) {
  await mkdir(folder, { recursive: true });
  const { info, pixels } = await pixelsOf(project.data);
  const { validationFraction, seed, epochs } = project.training;
  const { train, validation } = splitSamples(info, null, { split: project.data.split, validationFraction, seed });
  await writeFile(join(folder, 'pixels.u8'), pixels);
  await writeFile(join(folder, 'train.u32'), train);
  await writeFile(join(folder, 'validation.u32'), validation);
  if (options.test) await writeFile(join(folder, 'test.u8'), (await pixelsOf(testData(project))).pixels);
  if (!options['same-start']) return;
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

/** Loss and terms of the run's last weights on the test samples, or the validation samples, by the trainer's own evaluation. */
async function judge(project, runFolder) {
  const { folder } = await prepareDataset(options.test ? testData(project) : project.data, { cacheFolder });
  const session = await Session.open(project, folder, 'cpu');
  const { tensors } = await readCheckpoint(join(runFolder, 'checkpoints', 'last.safetensors'));
  await session.writeTensors(tensors);
  const { dataset, split } = session;
  const all = Uint32Array.from({ length: dataset.info.samples }, (_, index) => index);
  let measured = {};
  let number = 0;
  for await (const batch of session.reader.batches(options.test ? all : split.validation, 'smaller'))
    measured = addMeasures(measured, await session.evaluate(batch, number++), batch.count);
  await session.close();
  return meansOf(measured);
}

/** The figures that are compared, by name, and the weights' number. */
async function trainOurs(project, file) {
  const { stdout } = await run(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'train', file, '--json'], {
    env: environment,
  });
  const { weights, folder } = JSON.parse(stdout);
  return { weights, figures: await judge(project, folder) };
}

async function compare(template, seed) {
  const text = await readFile(join(root, 'resources', 'templates', `${template}.hourglass`), 'utf8');
  const project = JSON.parse(text);
  project.training.seed = seed;
  if (options.epochs) project.training.epochs = Number(options.epochs);
  if (options.images) {
    project.data.source = { kind: 'idx', images: resolve(options.images) };
    project.training.validationFraction = 0;
  }
  const file = join(work, `${template}.hourglass`);
  await writeFile(file, JSON.stringify(project));
  const ours = await trainOurs(project, file);
  const folder = join(work, 'export');
  await exportData(project, folder);
  const theirs = await run(python, [join(import.meta.dirname, 'keras-parity.py'), file, folder, String(seed)]);
  return { epochs: project.training.epochs, ours, theirs: JSON.parse(theirs.stdout.trim().split('\n').at(-1)) };
}

const mean = (numbers) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
const row = (template, epochs, seed, name, ours, theirs) =>
  `| ${template} | ${epochs} | ${seed} | ${name} | ${ours.toPrecision(6)} | ${theirs.toPrecision(6)} | ${percent(ours / theirs)} |`;
const percent = (ratio) => `${((ratio - 1) * 100).toFixed(2)} %`;
const kept = [];
let failed = false;
try {
  console.log('| template | epochs | seed | figure | Hourglass | Keras | difference |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const template of chosen.length > 0 ? chosen : templates.map(({ id }) => id)) {
    const results = [];
    for (const seed of seeds) {
      const { epochs, ours, theirs } = await compare(template, seed);
      if (ours.weights !== theirs.weights)
        throw new Error(`${template}: ${ours.weights} weights, Keras has ${theirs.weights}`);
      results.push({ ours: ours.figures, theirs: theirs.figures });
      kept.push({ template, epochs, seed, ours: ours.figures, theirs: theirs.figures });
      for (const [name, theirFigure] of Object.entries(theirs.figures))
        console.log(row(template, epochs, seed, name, ours.figures[name], theirFigure));
    }
    for (const name of Object.keys(results[0].theirs)) {
      const [a, b] = [mean(results.map(({ ours }) => ours[name])), mean(results.map(({ theirs }) => theirs[name]))];
      console.log(row(`**${template}**`, '', 'mean', name, a, b));
      if (!(Math.abs(a / b - 1) <= Number(options.tolerance))) failed = true;
    }
  }
  if (options.json) await writeFile(options.json, JSON.stringify(kept, null, 2));
} finally {
  await rm(work, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
