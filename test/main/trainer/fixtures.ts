/** Tiny projects and data for the trainer's tests, and a trainer that runs in this process. Owns no expectations. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { prepareDataset } from '#main/data/cache.ts';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import { Control } from '#main/trainer/control.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import { train } from '#main/trainer/trainer.ts';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { defaultsOf, type AnyParams } from '#shared/layers/fields.ts';
import { layers, type LayerKind } from '#shared/layers/index.ts';
import type { DeviceInfo } from '#shared/wire/devices.ts';
import type { TrainingReport } from '#shared/wire/training.ts';

/** What a machine without a graphics processor has. */
export const processor: DeviceInfo = {
  ...{ id: 'cpu', title: 'Processor (CPU)', available: true, detail: 'Any processor, 2 threads, 8 GiB memory' },
  ...{ remedy: null, name: 'Any processor', memory: 2 ** 33, software: false },
};

type Step = readonly [kind: LayerKind, params?: AnyParams];

/** A chain of layers with their default settings where none are given. */
export function chainProject(
  steps: readonly Step[],
  training: Partial<Project['training']> = {},
  samples = 60,
): Project {
  const project = emptyProject('test', 'Test');
  const nodes = steps.map(([kind, params], index) => ({
    id: `n${index}`,
    kind,
    name: `${layers[kind].title} ${index}`,
    params: { ...defaultsOf(layers[kind].fields), ...params } as AnyParams,
    position: { x: index * 200, y: 0 },
  }));
  const edges = nodes.slice(1).map((node, index) => ({ id: `e${index}`, source: nodes[index]!.id, target: node.id }));
  return {
    ...project,
    graph: { nodes, edges } as Project['graph'],
    data: { ...project.data, limit: samples },
    training: { ...project.training, epochs: 3, batchSize: 16, device: 'cpu', ...training },
  };
}

/** 784 → 12 → 784 on a few digits, with dropout, so that random streams matter. */
export const denseProject = (training: Partial<Project['training']> = {}, samples = 60): Project =>
  chainProject(
    [
      ['input', { shape: [784] }],
      ['dense', { units: 12, activation: 'relu' }],
      ['dropout', { rate: 0.1 }],
      ['latent'],
      ['dense', { units: 784, activation: 'sigmoid' }],
      ['output'],
    ],
    training,
    samples,
  );

/** A folder of its own for one test file; `remove` afterwards. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'hourglass-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export async function datasetFolder(project: Project, cacheFolder: string): Promise<string> {
  return (await prepareDataset(project.data, { cacheFolder })).folder;
}

export interface PreparedData {
  /** The folder of the data. */
  readonly dataset: string;
  /** A path of this name, which nothing makes. */
  folderFor(name: string): string;
}

/** The project's data, prepared in a folder that goes when the test file that asks has run. */
export async function preparedData(project: Project = denseProject()): Promise<PreparedData> {
  const temporary = await temporaryFolder();
  afterAll(temporary.remove);
  const folderFor = (name: string): string => join(temporary.path, name);
  return { dataset: await datasetFolder(project, folderFor('cache')), folderFor };
}

type Report<T extends TrainingReport['type']> = Extract<TrainingReport, { type: T }>;

export interface TrainedRun {
  readonly reports: readonly TrainingReport[];
  of<T extends TrainingReport['type']>(type: T): Report<T>[];
  readonly ended: Report<'ended'>;
}

export interface RunOptions {
  readonly resume?: boolean;
  readonly checkpointSeconds?: number;
  readonly lockPatienceMilliseconds?: number;
  /** Sees every report as it comes, and may steer. */
  readonly onReport?: (report: TrainingReport, control: Control) => void;
}

/** Trains in this process, to the end. */
export async function runTraining(
  project: Project,
  folder: string,
  dataset: string,
  { resume = false, onReport, ...options }: RunOptions = {},
): Promise<TrainedRun> {
  const control = new Control();
  const reports: TrainingReport[] = [];
  await train(
    { type: 'start', runId: 'run', project, folder, dataset, resume },
    (report) => {
      reports.push(report);
      onReport?.(report, control);
    },
    control,
    options,
  );
  const of = <T extends TrainingReport['type']>(type: T): Report<T>[] =>
    reports.filter((report): report is Report<T> => report.type === type);
  return { reports, of, ended: of('ended')[0]! };
}

/** All weights and optimizer memory of a run's last checkpoint, by name, as bytes. */
export async function weightsIn(folder: string): Promise<Record<string, string>> {
  const { tensors } = await readCheckpoint(runFolder(folder).last);
  const bytes = [...tensors].map(
    ([name, { values }]) => [name, Buffer.from(values.buffer).toString('base64')] as const,
  );
  return Object.fromEntries(bytes.sort());
}
