// One-class anomaly detection: the template “Anomaly detector” is trained on one label alone, for each label in turn, and the
// reconstruction error of samples that were kept apart must tell that label from all others. The figure is the mean AUROC.
//   node test/bench/anomaly.mjs [--data IMAGES.idx] [--epochs N] [--seeds 1,2,3] [--latent N] [--json FILE]
// Prints a Markdown table; ends with 1 when the mean on the built-in digits is below 0.90.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    json: { type: 'string' },
  },
});
const built = join(root, 'out', 'bench-anomaly');
const { cli } = await buildForNode({ cli: 'src-main/cli/index.ts', trainer: 'src-main/trainer/entry.ts' }, built);
const work = await mkdtemp(join(tmpdir(), 'hourglass-anomaly-'));
const environment = { ...process.env, HOURGLASS_DATA: join(work, 'data') };
const template = await readFile(join(root, 'resources', 'templates', 'anomaly-detector.hourglass'), 'utf8');
const ask = async (...args) =>
  JSON.parse((await run(process.execPath, [cli, ...args, '--json'], { env: environment })).stdout);

async function measure(label, seed) {
  const project = JSON.parse(template);
  project.data.split.trainLabels = [label];
  project.training.seed = seed;
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
  const data = options.data ? ['--data', options.data] : [];
  const trained = await ask('train', file, '--out', folder, ...data);
  const { anomalies } = await ask('evaluate', folder, '--normal', label);
  if (!anomalies?.auroc) throw new Error(`${label}: ${JSON.stringify(anomalies)}`);
  return { label, seed, ...anomalies, auroc: anomalies.auroc.reconstruction, seconds: trained.seconds };
}

const mean = (numbers) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
try {
  const results = [];
  const seeds = options.seeds.split(',').map(Number);
  console.log('| trained on | seed | AUROC | usual samples | others | seconds |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const label of labels)
    for (const seed of seeds) {
      const result = await measure(label, seed);
      results.push(result);
      const { auroc, normalSamples, otherSamples, seconds } = result;
      console.log(
        `| ${label} | ${seed} | ${auroc.toFixed(4)} | ${normalSamples} | ${otherSamples} | ${seconds.toFixed(1)} |`,
      );
    }
  const overall = mean(results.map(({ auroc }) => auroc));
  console.log(
    `| **mean** | | **${overall.toFixed(4)}** | | | ${mean(results.map(({ seconds }) => seconds)).toFixed(1)} |`,
  );
  if (options.json) await writeFile(options.json, JSON.stringify({ ...options, mean: overall, results }, null, 2));
  process.exitCode = !options.data && overall < least ? 1 : 0;
} finally {
  await rm(work, { recursive: true, force: true });
  await rm(built, { recursive: true, force: true });
}
