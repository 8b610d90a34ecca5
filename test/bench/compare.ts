/** Ours beside the peers, model by model. Owns who takes part and their turns; not how a step is timed. */
import { availableParallelism } from 'node:os';
import { Contender, median } from './contender.ts';
import { references, type ModelName } from './models.ts';
import type { Framework, PeerOptions } from './peers.ts';
import type { Finish, Ready, Task } from './protocol.ts';

export interface Options {
  readonly models: readonly ModelName[];
  readonly devices: readonly string[];
  readonly repeats: number;
  readonly batch: number;
  /** The built measure.ts. */
  readonly measure: string;
}

interface Result extends Ready, Finish {
  readonly name: string;
  readonly medianMilliseconds: number;
  readonly rounds: readonly number[];
  /** After the last round. */
  readonly loss: number | null;
}

interface PeerResult extends Result {
  readonly framework: Framework;
}

export interface ModelComparison {
  readonly model: ModelName;
  readonly batch: number;
  /** By device. */
  readonly ours: readonly Result[];
  readonly peers: readonly PeerResult[];
  /** The matrix product, by device, in the same order as ours. */
  readonly products: readonly Result[];
}

export interface Comparison {
  readonly models: readonly ModelComparison[];
  /** Why models are missing: one that cannot be measured does not cost the others' figures. */
  readonly failures: readonly string[];
}

type CompareOptions = Options & { readonly peers: PeerOptions | null };

export async function compareModels(options: CompareOptions): Promise<Comparison> {
  const models: ModelComparison[] = [];
  const failures: string[] = [];
  for (const model of options.models)
    try {
      models.push(await compareModel(model, options));
    } catch (error) {
      const failure = `${model} was not measured. ${error instanceof Error ? error.message : String(error)}`;
      console.error(failure);
      failures.push(failure);
    }
  return { models, failures };
}

async function compareModel(
  model: ModelName,
  { devices, repeats, batch, measure, peers }: CompareOptions,
): Promise<ModelComparison> {
  const { steps } = references[model];
  const task = { batch, width: 1, length: 28 };
  const starts = [
    ...devices.map((device) => () => startOurs(measure, { ...task, model, device, steps })),
    ...(peers?.frameworks ?? []).map((framework) => () => startPeer(peers!, framework, model, batch, steps)),
    ...devices.map((device) => () => startOurs(measure, { ...task, model: 'matmul', device, steps: 20 })),
  ];
  const contenders: Contender[] = [];
  try {
    for (const start of starts) contenders.push(await start());
    checkSameModel(model, contenders);
    for (let repeat = 0; repeat < repeats; repeat++) for (const each of contenders) await each.round();
    const results: Result[] = [];
    for (const each of contenders) results.push(await resultOf(each));
    const line = results.map(({ name, medianMilliseconds }) => `${name} ${medianMilliseconds.toFixed(2)} ms`);
    console.log(`${model}: ${line.join(' · ')}`);
    return {
      model,
      batch,
      ours: results.slice(0, devices.length),
      peers: results
        .slice(devices.length, -devices.length)
        .map((result, index) => ({ ...result, framework: peers!.frameworks[index]! })),
      products: results.slice(-devices.length),
    };
  } finally {
    for (const each of contenders) each.end();
  }
}

export const startOurs = (measure: string, task: Task, seconds?: number): Promise<Contender> =>
  Contender.start(`${task.model} on ${task.device}`, process.execPath, [measure, JSON.stringify(task)], seconds);

/** Arguments are those of peers.py. */
const startPeer = (
  { python, script, device }: PeerOptions,
  framework: Framework,
  model: string,
  batch: number,
  steps: number,
): Promise<Contender> =>
  Contender.start(
    `${model} in ${framework}`,
    python,
    [script, framework, model, batch, steps, availableParallelism(), device].map(String),
  );

export async function resultOf(contender: Contender): Promise<Result> {
  const finish = await contender.finish();
  return {
    name: contender.name,
    ...contender.ready,
    ...finish,
    medianMilliseconds: median(contender.milliseconds),
    rounds: contender.milliseconds,
    loss: contender.rounds.at(-1)?.loss ?? null,
  };
}

/** A comparison of different networks would say nothing. */
function checkSameModel(model: ModelName, contenders: readonly Contender[]): void {
  const learnt = contenders.filter(({ ready }) => ready.weights !== null);
  if (new Set(learnt.map(({ ready }) => ready.weights)).size <= 1) return;
  const counts = learnt.map(({ name, ready }) => `${name} ${ready.weights}`);
  throw new Error(`The models named ${model} are not the same: weights are ${counts.join(', ')}.`);
}
