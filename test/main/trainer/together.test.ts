/** Several steps in one run of the device: the same run bit for bit, and steered as promptly. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { OnnxProgram } from '#main/compiler/onnx/program.ts';
import { readCheckpoint } from '#main/trainer/checkpoint.ts';
import { Pace } from '#main/trainer/pace.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import { chainProject, datasetFolder, denseProject, runTraining, temporaryFolder, weightsIn } from './fixtures.ts';

/** 54 training samples: 13 whole batches an epoch, and a smaller one. */
const project = denseProject({
  ...{ batchSize: 4, epochs: 3, learningRate: 0.01 },
  schedule: { kind: 'cosine', final: 0.1, warmup: 1 },
});
const batchesPerEpoch = 14;

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let dataset: string;
beforeAll(async () => {
  temporary = await temporaryFolder();
  dataset = await datasetFolder(project, join(temporary.path, 'cache'));
});
afterAll(() => temporary.remove());
afterEach(() => vi.restoreAllMocks());

/** Up to so many steps a run, however long they take; returns how many each run of the training program was given. */
function together(most: number): number[] {
  vi.spyOn(Pace.prototype, 'batchesWithin').mockReturnValue(most);
  const given: number[] = [];
  const runSteps = OnnxProgram.prototype.runSteps;
  vi.spyOn(OnnxProgram.prototype, 'runSteps').mockImplementation(function (this: OnnxProgram, ...request) {
    if (this.name.startsWith('train')) given.push(request[0].length);
    return runSteps.apply(this, request);
  });
  return given;
}

const metricsIn = async (folder: string): Promise<unknown[]> =>
  (await readFile(join(folder, 'metrics.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => {
      const { seconds: _seconds, samplesPerSecond: _speed, ...metrics } = JSON.parse(line) as Record<string, unknown>;
      return metrics;
    });

test.each([
  [4, [4, 4, 4, 1, 1]],
  [32, [13, 1]],
])('up to %d at once: the same weights and metrics as one by one', async (most, groups) => {
  const [single, several] = [join(temporary.path, `single-${most}`), join(temporary.path, `several-${most}`)];
  const ones = together(1);
  await runTraining(project, single, dataset);
  expect(new Set(ones)).toEqual(new Set([1]));
  vi.restoreAllMocks();
  const given = together(most);
  await runTraining(project, several, dataset);
  expect(given).toEqual([groups, groups, groups].flat());
  expect(await weightsIn(several)).toEqual(await weightsIn(single));
  expect(await metricsIn(several)).toEqual(await metricsIn(single));
});

test('stopped after every run, with another number each time, it ends with the same bits', async () => {
  const [whole, pieces] = [join(temporary.path, 'whole'), join(temporary.path, 'pieces')];
  together(1);
  await runTraining(project, whole, dataset);
  let ended = 'stopped';
  const places: number[] = [];
  for (let round = 0; ended === 'stopped' && round < 40; round++) {
    vi.restoreAllMocks();
    together([3, 5, 2, 7][round % 4]!);
    const run = await runTraining(project, pieces, dataset, {
      resume: round > 0,
      onReport: (report, control) => void (report.type === 'progress' && control.stop()),
    });
    ended = run.ended.reason;
    places.push((await readCheckpoint(runFolder(pieces).last)).state.batch);
  }
  expect(ended).toBe('finished');
  // Stops where the run of the device under way ended, not later.
  expect(places.slice(0, 3)).toEqual([3, 8, 10]);
  expect(await weightsIn(pieces)).toEqual(await weightsIn(whole));
  expect(await metricsIn(pieces)).toEqual(await metricsIn(whole));
});

test('a loss that is not finite in the middle ends the run at its batch, with the weights from before it', async () => {
  const wild = chainProject(
    [['input', { shape: [784] }], ['dense', { units: 8 }], ['latent'], ['dense', { units: 784 }], ['output']],
    { optimizer: { kind: 'sgd', params: {} }, learningRate: 100, epochs: 50, batchSize: 4 },
  );
  const endings = [];
  for (const most of [1, batchesPerEpoch]) {
    vi.restoreAllMocks();
    const given = together(most);
    const run = await runTraining(wild, join(temporary.path, `wild-${most}`), dataset);
    expect(run.ended.reason).toBe('notFinite');
    expect(Math.max(...given)).toBe(Math.min(most, batchesPerEpoch - 1));
    endings.push(run.ended.message);
  }
  expect(endings[1]).toEqual(endings[0]);
  expect(endings[0]!.received).toMatch(/^In epoch 1, batch ([2-9]|1\d),/);
});

test('a checkpoint after every batch leaves runs of one step', async () => {
  const given: number[] = [];
  const runSteps = OnnxProgram.prototype.runSteps;
  vi.spyOn(OnnxProgram.prototype, 'runSteps').mockImplementation(function (this: OnnxProgram, ...request) {
    given.push(request[0].length);
    return runSteps.apply(this, request);
  });
  await runTraining(
    { ...project, training: { ...project.training, epochs: 1 } },
    join(temporary.path, 'each'),
    dataset,
    {
      checkpointSeconds: 0,
    },
  );
  expect(new Set(given)).toEqual(new Set([1]));
});

test('as many as fit into the time, by the last of them; one before anything is known', () => {
  const pace = new Pace();
  expect(pace.batchesWithin(0.05, 128)).toBe(1);
  pace.batchDone(128, 0.02);
  expect(pace.batchesWithin(0.05, 128)).toBe(2);
  pace.batchDone(128, 0.004);
  expect(pace.batchesWithin(0.05, 128)).toBe(12);
  expect(pace.batchesWithin(0.05, 64)).toBe(25);
  expect(pace.batchesWithin(0, 128)).toBe(1);
  pace.batchDone(128, 0.2);
  expect(pace.batchesWithin(0.05, 128)).toBe(1);
  pace.batchDone(128, 0.000001);
  expect(pace.batchesWithin(0.05, 128)).toBe(32);
});
