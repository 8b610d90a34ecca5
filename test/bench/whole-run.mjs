// Whole runs, start to exit: `hourglass train` of a template beside a Keras script that does the same (whole-run.py), on the
// same samples. Alternating; the figure is the median.
//   node test/bench/whole-run.mjs [PYTHON] [--template convolutional] [--epochs 5] [--repeats 5] [--json FILE]
// PYTHON has Keras; without one, what ../shared/tools/peers/install has made is taken. Ours finds its data prepared, as
// Keras finds its file: the first run, which prepares them, is printed apart. Builds when the build is stale.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { prepare, root } from '../../scripts/setup.mjs';
import { importSource } from '../from-source.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    template: { type: 'string', default: 'convolutional' },
    epochs: { type: 'string', default: '5' },
    repeats: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const made = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hourglass', 'peers', 'bin', 'python');
const python = positionals[0] ?? (existsSync(made) ? made : undefined);
if (!python) {
  console.error('usage: node test/bench/whole-run.mjs PYTHON [OPTIONS]: no Python with Keras was named or found.');
  process.exit(2);
}
await prepare({ build: true });
const work = await mkdtemp(join(tmpdir(), 'hourglass-whole-run-'));
const environment = { ...process.env, HOURGLASS_DATA: join(work, 'data') };
const project = join(root, 'resources', 'templates', `${options.template}.hourglass`);

/** Seconds from the process's start to its exit. */
function timed(command, parameters) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(command, parameters, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (errors = (errors + chunk).slice(-2000)));
    child.on('error', reject);
    child.on('exit', (code) => {
      const seconds = (performance.now() - begun) / 1000;
      if (code === 0) resolve({ seconds, output });
      else reject(new Error(`${command} ${parameters.join(' ')} ended with ${code}:\n${errors}`));
    });
  });
}

let run = 0;
const ours = () => {
  const folder = join(work, `run-${run++}`);
  const cli = join(root, 'out', 'main', 'cli.js');
  return timed(process.execPath, [cli, 'train', project, '--epochs', options.epochs, '--out', folder, '--json']);
};

/** Pixels of all samples, as Hourglass has prepared them, in a file of NumPy's. */
async function exportPixels(path) {
  const { prepareDataset, openDataset } = await importSource('src-main/data/cache.ts');
  const { data } = JSON.parse(await readFile(project, 'utf8'));
  const prepared = await prepareDataset(data, { cacheFolder: join(work, 'data', 'export') });
  const dataset = await openDataset(prepared.folder);
  const { samples, shape } = dataset.info;
  const pixels = new Uint8Array(samples * shape.reduce((product, n) => product * n, 1));
  await dataset.read(
    Array.from({ length: samples }, (_, index) => index),
    pixels,
  );
  await dataset.close();
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${[samples, ...shape].join(', ')},), }`;
  const padded = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11, ' ') + '\n';
  const start = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.alloc(2), Buffer.from(padded)]);
  start.writeUInt16LE(padded.length, 8);
  await writeFile(path, Buffer.concat([start, pixels]));
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const lossOf = ({ output }) => {
  const { validationLoss, loss } = JSON.parse(output.trim().split('\n').at(-1));
  return (validationLoss ?? loss).toPrecision(4);
};

try {
  const pixels = join(work, 'pixels.npy');
  await exportPixels(pixels);
  const keras = () => timed(python, [join(import.meta.dirname, 'whole-run.py'), project, pixels, options.epochs]);
  const first = await ours();
  console.log(`first run, data prepared in it: Hourglass ${first.seconds.toFixed(2)} s`);
  await keras();
  const rounds = [];
  for (let round = 0; round < Number(options.repeats); round++) {
    await pause(400);
    const own = await ours();
    await pause(400);
    const theirs = await keras();
    rounds.push({ hourglass: own.seconds, keras: theirs.seconds });
    console.log(
      `Hourglass ${own.seconds.toFixed(2)} s (validation loss ${lossOf(own)}) · Keras ${theirs.seconds.toFixed(2)} s (${lossOf(theirs)})`,
    );
  }
  const own = median(rounds.map(({ hourglass }) => hourglass));
  const theirs = median(rounds.map((round) => round.keras));
  console.log(
    `${options.template}, ${options.epochs} epochs, start to exit, median of ${rounds.length}: Hourglass ${own.toFixed(2)} s, Keras ${theirs.toFixed(2)} s, ratio ${(own / theirs).toFixed(2)}`,
  );
  if (options.json) await writeFile(options.json, `${JSON.stringify({ first: first.seconds, rounds }, null, 2)}\n`);
} finally {
  await rm(work, { recursive: true, force: true });
}
