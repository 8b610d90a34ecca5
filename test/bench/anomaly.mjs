// One-class anomaly detection: the template “Anomaly detector” is trained on one label alone, for each label in turn, and the
// reconstruction error of samples that were kept apart must tell that label from all others. The figure is the mean AUROC.
//   node test/bench/anomaly.mjs [--data IMAGES.idx] [--epochs N] [--seeds 1,2,3] [--latent N] [--keras PYTHON] [--json FILE]
// With --keras, a Python that has it trains the same network on the same samples (keras-anomaly.py), and its AUROC stands beside.
// Prints a Markdown table; ends with 1 when the mean on the built-in digits is below 0.90.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

const run = promisify(execFile);
const least = 0.9;
const labels = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    epochs: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    latent: { type: 'string' },
    keras: { type: 'string' },
    json: { type: 'string' },
  },
});
const built = join(root, 'out', 'bench-anomaly');
const entries = {
  cli: 'src-main/cli/index.ts',
  trainer: 'src-main/trainer/entry.ts',
  cache: 'src-main/data/cache.ts',
  split: 'src-main/data/split.ts',
};
const { cli, cache, split } = await buildForNode(entries, built);
const { openDataset, prepareDataset } = await import(cache);
const { splitSamples } = await import(split);
const work = await mkdtemp(join(tmpdir(), 'hourglass-anomaly-'));
const environment = { ...process.env, HOURGLASS_DATA: join(work, 'data') };
const template = await readFile(join(root, 'resources', 'templates', 'anomaly-detector.hourglass'), 'utf8');
const ask = async (...args) =>
  JSON.parse((await run(process.execPath, [cli, ...args, '--json'], { env: environment })).stdout);

/** What keras-anomaly.py reads: all pixels, which samples are trained on, and which are to be told apart. */
async function exportData(project, label, folder) {
  await mkdir(folder, { recursive: true });
  const prepared = await prepareDataset(project.data, { cacheFolder: join(work, 'data', 'cache') });
  const dataset = await openDataset(prepared.folder);
  const { info } = dataset;
  const labels = await dataset.labels();
  const pixels = new Uint8Array(info.samples * info.shape.reduce((product, n) => product * n, 1));
  await dataset.read(
    Uint32Array.from({ length: info.samples }, (_, index) => index),
    pixels,
  );
  await dataset.close();
  const { validationFraction, seed } = project.training;
  const { train, validation, test } = splitSamples(info, labels, {
    split: project.data.split,
    validationFraction,
    seed,
  });
  const isUsual = (index) => info.labels[labels[index]].name === label;
  const parts = { train, validation, usual: test.filter(isUsual), others: test.filter((index) => !isUsual(index)) };
  await writeFile(join(folder, 'pixels.u8'), pixels);
  for (const [name, numbers] of Object.entries(parts)) await writeFile(join(folder, `${name}.u32`), numbers);
}

async function askKeras(project, label, file) {
  const folder = join(work, 'keras');
  await exportData(project, label, folder);
  const script = join(import.meta.dirname, 'keras-anomaly.py');
  const { stdout } = await run(options.keras, [script, file, folder, String(project.training.seed)]);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function measure(label, seed) {
  const project = JSON.parse(template);
  project.data.split.trainLabels = [label];
  project.training.seed = seed;
  if (options.data) project.data.source = { kind: 'idx', images: resolve(options.data) };
  if (options.epochs) project.training.epochs = Number(options.epochs);
  if (options.latent) {
    const { nodes, edges } = project.graph;
    const latent = nodes.find(({ kind }) => kind === 'latent').id;
    const before = edges.find(({ target }) => target === latent).source;
    nodes.find(({ id }) => id === before).params.units = Number(options.latent);
  }
  const name = `${label}-${seed}`;
  const [file, folder] = [join(work, `${name}.hourglass`), join(work, name)];
  await writeFile(file, JSON.stringify(project));
  const trained = await ask('train', file, '--out', folder);
  const { anomalies } = await ask('evaluate', folder, '--normal', label);
  if (!anomalies?.auroc) throw new Error(`${label}: ${JSON.stringify(anomalies)}`);
  const keras = options.keras ? await askKeras(project, label, file) : null;
  if (keras && keras.weights !== trained.weights)
    throw new Error(`${trained.weights} weights, Keras has ${keras.weights}: not the same network.`);
  return {
    ...{ label, seed, ...anomalies },
    ...{ auroc: anomalies.auroc.reconstruction, keras: keras?.auroc ?? null, seconds: trained.seconds },
  };
}

const mean = (numbers) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
try {
  const results = [];
  const seeds = options.seeds.split(',').map(Number);
  console.log('| trained on | seed | AUROC | Keras | usual samples | others | seconds |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const label of labels)
    for (const seed of seeds) {
      const result = await measure(label, seed);
      results.push(result);
      const { auroc, keras, normalSamples, otherSamples, seconds } = result;
      console.log(
        `| ${label} | ${seed} | ${auroc.toFixed(4)} | ${keras?.toFixed(4) ?? ''} | ${normalSamples} | ${otherSamples} | ${seconds.toFixed(1)} |`,
      );
    }
  const overall = mean(results.map(({ auroc }) => auroc));
  const theirs = options.keras ? mean(results.map(({ keras }) => keras)) : null;
  console.log(
    `| **mean** | | **${overall.toFixed(4)}** | ${theirs?.toFixed(4) ?? ''} | | | ${mean(results.map(({ seconds }) => seconds)).toFixed(1)} |`,
  );
  if (options.json) await writeFile(options.json, JSON.stringify({ ...options, mean: overall, results }, null, 2));
  process.exitCode = !options.data && overall < least ? 1 : 0;
} finally {
  await rm(work, { recursive: true, force: true });
  await rm(built, { recursive: true, force: true });
}
