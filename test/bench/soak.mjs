// Does memory grow? Three questions, each in processes of its own:
//   training   minutes of training in one trainer: RAM sampled every second
//   rounds     train, stop, continue, stop, again and again in one studio, as the window does: the studio's RAM
//   sessions   whole runs one after the other in one process: RAM, and tensors that are left
//   node test/bench/soak.mjs [--minutes 2] [--rounds 20] [--template deep-fully-connected] [--only training,rounds,sessions]
// Growth is the median slope over all pairs of samples (Theil–Sen) after a warm-up of a quarter. It may be 1 MB a minute; of
// rounds, which take seconds here, a tenth of that each: nobody makes more than ten a minute. Ends with 1 when it is more,
// or when tensors are left. Needs Linux or macOS, which say how much RAM a process has.
import { execFileSync, fork, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { prepare, root } from '../../scripts/setup.mjs';
import { buildForNode, importSource } from '../from-source.mjs';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '20' },
    template: { type: 'string', default: 'deep-fully-connected' },
    only: { type: 'string', default: 'training,rounds,sessions' },
  },
});
const mebibyte = 2 ** 20;
const allowed = { aMinute: 1, aRound: 0.1 };
const resources = join(root, 'resources');
const { template } = options;

await prepare({ build: false });
const built = await buildForNode(
  {
    trainer: 'src-main/trainer/entry.ts',
    studio: 'test/bench/soak-studio.ts',
    sessions: 'test/bench/soak-sessions.ts',
  },
  join(root, 'out', 'soak'),
);
const data = await mkdtemp(join(tmpdir(), 'hourglass-soak-'));

/** Bytes in RAM of another process. */
function residentMemory(pid) {
  if (process.platform === 'linux')
    return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
  return 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}

/** Median slope over all pairs of the points after the first quarter. */
function slope(points) {
  const kept = points.slice(Math.floor(points.length / 4));
  const slopes = kept.flatMap(([x, y], index) => kept.slice(index + 1).map(([x2, y2]) => (y2 - y) / (x2 - x)));
  return slopes.sort((a, b) => a - b)[slopes.length >> 1] ?? 0;
}

const inMebibytes = (bytes) => (bytes / mebibyte).toFixed(1);

async function soakTraining() {
  const project = JSON.parse(await readFile(join(resources, 'templates', `${template}.hourglass`), 'utf8'));
  project.training = { ...project.training, epochs: 100_000, device: 'cpu' };
  const folder = join(data, 'run');
  await mkdir(folder);
  const dataset = await prepared(project);
  const trainer = fork(built.trainer, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exited = new Promise((resolve) => trainer.on('exit', resolve));
  let epochs = 0;
  let ended;
  const running = new Promise((resolve) =>
    trainer.on('message', (report) => {
      if (report.type === 'epoch') epochs = report.epoch;
      if (report.type === 'ended') ended = report;
      if (report.type === 'ended' || (report.type === 'state' && report.state === 'running')) resolve();
    }),
  );
  trainer.send({ type: 'start', runId: 'run', project, folder, dataset, resume: false });
  await running;
  const begun = performance.now();
  const minutes = () => (performance.now() - begun) / 60_000;
  const samples = [];
  while (minutes() < Number(options.minutes) && !ended) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    samples.push([minutes(), residentMemory(trainer.pid) / mebibyte]);
  }
  trainer.send({ type: 'stop' });
  await exited;
  if (ended?.reason !== 'stopped') throw new Error(`Training ended by itself: ${JSON.stringify(ended)}`);
  const growth = slope(samples);
  const sizes = samples.map(([, size]) => size);
  console.log(
    `training: ${template}, ${options.minutes} min, ${epochs} epochs: ${sizes[0].toFixed(1)} MiB at first, ${sizes.at(-1).toFixed(1)} at the end, at most ${Math.max(...sizes).toFixed(1)}; growth ${growth.toFixed(2)} MiB a minute`,
  );
  return growth <= allowed.aMinute;
}

/** The folder of the template's prepared data. */
async function prepared(project) {
  const { prepareDataset } = await importSource('src-main/data/cache.ts');
  return (await prepareDataset(project.data, { cacheFolder: join(data, 'cache') })).folder;
}

/** Rows that a process of ours prints, one a round, with the minutes since it began. */
async function rowsOf(entry) {
  const task = { rounds: Number(options.rounds), trainerEntry: built.trainer, resources, template, data };
  const begun = performance.now();
  const child = spawn(process.execPath, ['--expose-gc', entry, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const rows = [];
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('{')) rows.push({ minutes: (performance.now() - begun) / 60_000, ...JSON.parse(line) });
  const code = await exited;
  if (code !== 0) throw new Error(`${entry} ended with ${code}.`);
  return rows;
}

async function soakRounds(name, entry) {
  const rows = await rowsOf(entry);
  const last = rows.at(-1);
  const settled = rows[Math.floor(rows.length / 4)];
  const perRound = slope(rows.map(({ round, rss }) => [round, rss / mebibyte]));
  const script = slope(rows.map(({ round, script: held }) => [round, held / mebibyte]));
  console.log(
    `${name}: ${rows.length} in ${last.minutes.toFixed(1)} min: ${inMebibytes(rows[0].rss)} MiB after the first, ${inMebibytes(last.rss)} after the last; growth ${perRound.toFixed(3)} MiB a round (scripts' own ${script.toFixed(3)}); tensors ${settled.tensors} → ${last.tensors}`,
  );
  return perRound <= allowed.aRound && last.tensors === settled.tensors;
}

const parts = {
  training: soakTraining,
  rounds: () => soakRounds('rounds in a studio', built.studio),
  sessions: () => soakRounds('runs in one process', built.sessions),
};
try {
  let steady = true;
  for (const part of options.only.split(',')) steady = (await parts[part]()) && steady;
  process.exitCode = steady ? 0 : 1;
} finally {
  await rm(data, { recursive: true, force: true });
}
