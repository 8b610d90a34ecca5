// The template “DCGAN” beside the same GAN in Keras (keras-gan.py): same networks, data, split, order of moves and settings,
// several seeds. One classifier judges both: the Fréchet distance of generated samples from real ones that neither trained on
// (the mean over crowds of as many as those), and how varied they are. A GAN swings from epoch to epoch, so that the figures are
// means over the generators after each of the last epochs.
//   node test/bench/keras-gan.mjs PYTHON [--epochs N] [--last 5] [--seeds 1,2,3] [--template dcgan]
//     [--pictures FOLDER] [--json FILE]
// PYTHON has Keras on TensorFlow installed. Prints a Markdown table; ends with 1 when our mean distance is above Keras's by
// more than --tolerance (0.05). In FOLDER one picture for each seed: ours, then Keras's, after 1, 5 and all epochs.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

const run = promisify(execFile);
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    epochs: { type: 'string' },
    last: { type: 'string', default: '5' },
    seeds: { type: 'string', default: '1,2,3' },
    template: { type: 'string', default: 'dcgan' },
    tolerance: { type: 'string', default: '0.05' },
    pictures: { type: 'string' },
    json: { type: 'string' },
  },
});
const [python] = positionals;
if (!python) {
  console.error('usage: node test/bench/keras-gan.mjs PYTHON [OPTIONS]: a Python with Keras on TensorFlow.');
  process.exit(2);
}
/** Generated after an epoch for each held-out sample: a Fréchet distance of few samples varies from crowd to crowd. */
const crowds = 2;
const shown = 10;
const built = join(root, 'out', 'bench-gan');
const entries = {
  cli: 'src-main/cli/index.ts',
  trainer: 'src-main/trainer/entry.ts',
  gallery: 'test/bench/gallery.ts',
  cache: 'src-main/data/cache.ts',
  split: 'src-main/data/split.ts',
};
const paths = await buildForNode(entries, built);
const { Gallery, paintRows } = await import(paths.gallery);
const { openDataset, prepareDataset } = await import(paths.cache);
const { splitSamples } = await import(paths.split);
const work = await mkdtemp(join(tmpdir(), 'hourglass-gan-'));
const env = { ...process.env, HOURGLASS_DATA: join(work, 'data') };

/** What keras-gan.py reads: all pixels, and which samples are trained on. */
async function exportData(project, prepared, folder) {
  await mkdir(folder, { recursive: true });
  const dataset = await openDataset(prepared);
  const { info } = dataset;
  const pixels = new Uint8Array(info.samples * info.shape.reduce((product, n) => product * n, 1));
  await dataset.read(
    Uint32Array.from({ length: info.samples }, (_, index) => index),
    pixels,
  );
  await dataset.close();
  const { validationFraction, seed } = project.training;
  const { train } = splitSamples(info, null, { split: project.data.split, validationFraction, seed });
  await writeFile(join(folder, 'pixels.u8'), pixels);
  await writeFile(join(folder, 'train.u32'), train);
}

async function floatsOf(file) {
  const bytes = await readFile(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
}

/** Trains by the command line, and shows what is generated after each of the epochs; seconds in all. */
async function trainOurs(file, folder, epochs, show) {
  let seconds = 0;
  let weights;
  for (const [at, epoch] of epochs.entries()) {
    const begun = performance.now();
    const more = at === 0 ? [] : ['--resume'];
    const given = ['train', file, '--out', folder, '--epochs', String(epoch), '--json', ...more];
    const trained = JSON.parse((await run(process.execPath, [paths.cli, ...given], { env })).stdout);
    if (trained.reason !== 'finished' || trained.epochs !== epoch) throw new Error(JSON.stringify(trained));
    weights = trained.weights;
    seconds += (performance.now() - begun) / 1000;
    await show();
  }
  return { weights, seconds };
}

async function compare(seed) {
  const project = JSON.parse(
    await readFile(join(root, 'resources', 'templates', `${options.template}.hourglass`), 'utf8'),
  );
  project.training.seed = seed;
  if (options.epochs) project.training.epochs = Number(options.epochs);
  const { epochs } = project.training;
  const [file, folder, theirs] = ['gan.hourglass', `run-${seed}`, `keras-${seed}`].map((name) => join(work, name));
  await writeFile(file, JSON.stringify(project));
  const prepared = (await prepareDataset(project.data, { cacheFolder: join(work, 'data', 'cache') })).folder;
  const gallery = await Gallery.open(project, prepared);
  try {
    const samples = gallery.size * crowds;
    const last = Array.from({ length: Math.min(epochs, Number(options.last)) }, (_, at) => epochs - at).reverse();
    const ours = [];
    const trained = await trainOurs(file, folder, last, async () => {
      ours.push(await gallery.judge(await gallery.generate(folder, samples)));
    });
    await exportData(project, prepared, theirs);
    const watched = [...new Set([1, 5, epochs])].filter((epoch) => epoch <= epochs);
    const given = [file, theirs, String(seed), String(samples), last.join(), watched.join(), String(shown)];
    const begun = performance.now();
    const { stdout } = await run(python, [join(import.meta.dirname, 'keras-gan.py'), ...given]);
    const seconds = (performance.now() - begun) / 1000;
    const keras = JSON.parse(stdout.trim().split('\n').at(-1));
    if (keras.weights !== trained.weights)
      throw new Error(`${trained.weights} weights, Keras has ${keras.weights}: not the same network.`);
    const others = [];
    for (const epoch of last) others.push(await gallery.judge(await floatsOf(join(theirs, `generated-${epoch}.f32`))));
    if (options.pictures) {
      await mkdir(options.pictures, { recursive: true });
      const strips = watched.map((epoch) => join(folder, 'strip', `generated-${epoch}.png`));
      const drawn = await Promise.all(watched.map((epoch) => floatsOf(join(theirs, `shown-${epoch}.f32`))));
      const png = join(resolve(options.pictures), `${options.template}-${seed}.png`);
      await paintRows(png, [...strips, ...drawn], { columns: shown, height: 28, width: 28 });
    }
    return {
      seed,
      epochs,
      accuracy: await gallery.accuracy(),
      real: await gallery.judgeReal(),
      ours: { ...overall(ours), seconds: trained.seconds, each: ours },
      keras: { ...overall(others), seconds, version: keras.keras, each: others },
    };
  } finally {
    await gallery.close();
  }
}

/** The mean of each figure. */
function overall(impressions) {
  const of = (name) => mean(impressions.map((each) => each[name]));
  return {
    distance: of('distance'),
    effectiveLabels: of('effectiveLabels'),
    spread: of('spread'),
    shares: impressions[0].shares.map((_, label) => mean(impressions.map(({ shares }) => shares[label]))),
  };
}

const mean = (numbers) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
const percent = (share, digits = 1) => `${(share * 100).toFixed(digits)} %`;
const row = (name, who, { distance, shares, effectiveLabels, spread, seconds }) =>
  `| ${name} | ${who} | ${distance.toFixed(2)} | ${percent(Math.min(...shares))}–${percent(Math.max(...shares))} | ${effectiveLabels.toFixed(2)} | ${percent(spread)} | ${seconds?.toFixed(0) ?? ''} |`;
try {
  const results = [];
  console.log(
    '| seed | | Fréchet distance | share of each label | labels, effectively | spread, of real ones | seconds |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const seed of options.seeds.split(',').map(Number)) {
    const result = await compare(seed);
    results.push(result);
    console.log(row(seed, 'Hourglass', result.ours));
    console.log(row(seed, 'Keras', result.keras));
    console.log(row(seed, 'real ones, trained on', result.real));
  }
  const [ours, theirs] = ['ours', 'keras'].map((who) => mean(results.map((result) => result[who].distance)));
  console.log(
    `\n${results[0].epochs} epochs, the last ${options.last} judged, means over the seeds: Hourglass ${ours.toFixed(2)}, Keras ${theirs.toFixed(2)}, ratio ${(ours / theirs).toFixed(3)}; the classifier finds ${percent(mean(results.map(({ accuracy }) => accuracy)))} of the labels of real samples`,
  );
  if (options.json) await writeFile(options.json, JSON.stringify({ ratio: ours / theirs, results }, null, 2));
  process.exitCode = ours / theirs <= 1 + Number(options.tolerance) ? 0 : 1;
} finally {
  await rm(work, { recursive: true, force: true });
  await rm(built, { recursive: true, force: true });
}
