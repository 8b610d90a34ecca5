/**
 * The studio's process in explore-while-training.mjs: a run trains, and by turns nobody or somebody explores its newest checkpoint, by
 * the calls that a window makes. Says at the end how many batches a second each turn got, as one JSON object.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseProject } from '#shared/graph/parse.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import { createStudio, type HostCalls } from '#main/studio/index.ts';
import { findFolders } from '#main/studio/folders.ts';
import { forkWithNode } from '#main/studio/runs/node-process.ts';

interface Task {
  readonly repeats: number;
  readonly seconds: number;
  readonly trainerEntry: string;
  readonly resources: string;
  readonly template: string;
  readonly data: string;
  /** Explored is a run of before, whose network was open already when training began. */
  readonly other: boolean;
}

interface Turn {
  readonly explored: boolean;
  readonly batchesPerSecond: number;
  /** Milliseconds from ask to answer of each decoded latent. */
  readonly decoded: readonly number[];
  /** Checkpoints that were read. */
  readonly followed: number;
  /** Of one core, that explorers took; null where the system does not say. Other work on the machine changes it little. */
  readonly share: number | null;
}

const { repeats, seconds, trainerEntry, resources, template, data, other } = JSON.parse(process.argv[2]!) as Task;
const text = await readFile(join(resources, 'templates', `${template}.hourglass`), 'utf8');
const project = parseProject(text, template);
const host = { kind: 'browser', nativeDialogs: false, version: 'bench', resources, trainerEntry } as const;
const studio = await createStudio({
  folders: findFolders({ ...process.env, HOURGLASS_DATA: data }),
  // No window asks for dialogs here.
  host: { ...host, fork: forkWithNode, calls: {} as HostCalls },
});

async function call<Value>(name: string, input: unknown): Promise<Value> {
  const result = await studio.dispatch(name, input);
  if (!result.ok) throw new Error(`${name} failed: ${JSON.stringify(result.error)}`);
  return result.value as Value;
}

/** Since the run began; reports come at most ten times a second. */
let progress: { readonly at: number; readonly batches: number }[] = [];
let perEpoch = 0;
let closing = false;
let whenEpoch: (() => void) | undefined;
let whenEnded: (() => void) | undefined;
studio.subscribe((name, event) => {
  if (name !== 'training:report') return;
  const report = event as TrainingReport;
  if (report.type === 'started') perEpoch = report.batchesPerEpoch;
  if (report.type === 'progress')
    progress.push({ at: performance.now(), batches: (report.epoch - 1) * perEpoch + report.batch });
  if (report.type === 'epoch') whenEpoch?.();
  if (report.type === 'ended' && whenEnded) {
    whenEnded();
    whenEnded = undefined;
  } else if (report.type === 'ended' && !closing) throw new Error(`The run ended: ${JSON.stringify(report.message)}`);
});

/** Begins a run; resolves after its first epoch. */
async function train(epochs: number): Promise<string> {
  const firstEpoch = new Promise<void>((resolve) => (whenEpoch = resolve));
  const training = { ...project.training, epochs, device: 'cpu' };
  const { runId } = await call<{ runId: string }>('training:start', { project: { ...project, training } });
  await firstEpoch;
  return runId;
}
const open = (runId: string) => call<ExploreInfo>('explore:open', { runId, checkpoint: 'last' });

let runId = '';
if (other) {
  const ended = new Promise<void>((resolve) => (whenEnded = resolve));
  runId = await train(1);
  await ended;
  await open(runId);
}
const trained = await train(100_000);
runId ||= trained;
const info = await open(runId);
if ('impossible' in info.latent) throw new Error(info.latent.impossible);
const { size } = info.latent;

/** A latent, or several, a little different each time, as from a slider. */
const latents = (count: number, phase: number): string => {
  const values = Float32Array.from({ length: count * size }, (_, at) => Math.max(0, Math.sin(at + phase)));
  return Buffer.from(values.buffer).toString('base64');
};
const decode = (count: number, phase: number) =>
  call('explore:decode', { subject: runId, count, latents: latents(count, phase) });

/** Seconds that this process's own processes of low priority, which are explorers, have computed. */
function explorerSeconds(): number | null {
  if (process.platform !== 'linux') return null;
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  const ticks = children
    .filter((pid) => getPriority(pid) > 0)
    .map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '))
    .map((fields) => Number(fields[11]) + Number(fields[12]));
  return ticks.reduce((sum, value) => sum + value, 0) / 100;
}

async function explore(until: number): Promise<Pick<Turn, 'decoded' | 'followed'>> {
  const decoded: number[] = [];
  let followed = 0;
  let following: Promise<unknown> | null = null;
  // As the window: the next checkpoint is read once the last one has been, a second later at the earliest.
  let followedAt = -Infinity;
  whenEpoch = () => {
    if (other || performance.now() - followedAt < 1000) return;
    followedAt = performance.now();
    following ??= open(runId).finally(() => {
      followed += 1;
      following = null;
    });
  };
  for (let turn = 0; performance.now() < until; turn++) {
    const begun = performance.now();
    await decode(1, turn);
    decoded.push(performance.now() - begun);
    if (turn % 10 === 9) await decode(16, turn);
    await pause(Math.max(0, 100 - (performance.now() - begun)));
  }
  whenEpoch = undefined;
  await following;
  return { decoded, followed };
}

async function turn(explored: boolean): Promise<Turn> {
  progress = [];
  const [begun, before] = [performance.now(), explorerSeconds()];
  const until = performance.now() + seconds * 1000;
  whenEpoch = undefined;
  const done = explored ? await explore(until) : { decoded: [], followed: 0 };
  await pause(Math.max(0, until - performance.now()));
  const [first, last] = [progress[0]!, progress.at(-1)!];
  const batchesPerSecond = ((last.batches - first.batches) / (last.at - first.at)) * 1000;
  const after = explorerSeconds();
  const share = after === null ? null : ((after - before!) / (performance.now() - begun)) * 1000;
  return { explored, batchesPerSecond, share, ...done };
}

// Everything is compiled and every file in memory before the first turn that counts.
await turn(true);
const turns: Turn[] = [];
for (let repeat = 0; repeat < repeats; repeat++) {
  // Which of the two goes first changes, so that a machine that grows busier does neither wrong.
  const order = repeat % 2 === 0 ? [false, true] : [true, false];
  for (const explored of order) turns.push(await turn(explored));
}
console.log(JSON.stringify(turns));
closing = true;
await studio.close().catch(() => undefined);
process.exit(0);
