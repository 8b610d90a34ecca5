// How much does exploring slow a run down? The template trains on its own data, and by turns nobody explores, or somebody as a person
// would: a latent decoded ten times a second, a strip of 16 every second, each new checkpoint followed.
//   node test/bench/explore-while-training.mjs [--template convolutional] [--repeats 10] [--seconds 6] [--other] [--json FILE]
// --other: what is explored is a run of before, whose network was open already when training began.
// Prints batches a second of both, and the median over the repeats of their ratio; ends with 1 when that is under 0.9.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare, root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

const { values: options } = parseArgs({
  options: {
    template: { type: 'string', default: 'convolutional' },
    repeats: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '6' },
    other: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const allowed = 0.9;

await prepare({ build: false });
const entries = { trainer: 'src-main/trainer/entry.ts', studio: 'test/bench/explore-while-training.ts' };
const built = await buildForNode(entries, join(root, 'out', 'explore-while-training'));
const data = await mkdtemp(join(tmpdir(), 'hourglass-explore-'));
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

function runStudio(task) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [built.studio, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve(JSON.parse(output)) : reject(new Error(`The studio ended with ${code}.`)),
    );
  });
}

try {
  const turns = await runStudio({
    ...{ trainerEntry: built.trainer, resources: join(root, 'resources'), template: options.template, data },
    ...{ repeats: Number(options.repeats), seconds: Number(options.seconds), other: options.other },
  });
  const of = (explored) => turns.filter((turn) => turn.explored === explored);
  const [alone, explored] = [of(false), of(true)];
  const ratio = median(alone.map((turn, at) => explored[at].batchesPerSecond / turn.batchesPerSecond));
  const speed = (list) => median(list.map(({ batchesPerSecond }) => batchesPerSecond)).toFixed(1);
  const decoded = explored.flatMap((turn) => turn.decoded);
  console.log(`| ${options.template}, ${alone.length} turns of ${options.seconds} s each | batches a second |`);
  console.log('| --- | --- |');
  console.log(`| nobody explores | ${speed(alone)} |`);
  console.log(`| somebody explores | ${speed(explored)} |`);
  console.log(
    `\nMedian ratio: ${ratio.toFixed(3)}. A latent is decoded in ${median(decoded).toFixed(1)} ms (median of`,
  );
  console.log(
    `${decoded.length}); ${explored.reduce((sum, { followed }) => sum + followed, 0)} checkpoints were read.`,
  );
  const shares = explored.map(({ share }) => share).filter((share) => share !== null);
  if (shares.length > 0) console.log(`The explorer took ${(median(shares) * 100).toFixed(1)}% of one core (median).`);
  if (options.json) await writeFile(options.json, JSON.stringify({ ratio, turns }, null, 2));
  process.exitCode = ratio < allowed ? 1 : 0;
} finally {
  await rm(data, { recursive: true, force: true });
}
