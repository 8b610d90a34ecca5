import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { prepareDataset } from '#main/data/cache.ts';
import { createDevices } from '#main/studio/devices.ts';
import { createRuns, type RunDependencies, type Runs } from '#main/studio/runs.ts';
import { forkWithNode } from '#main/studio/runs/node-process.ts';
import { trainerEnvironment, type TrainerProcess } from '#main/studio/runs/trainer-process.ts';
import type { Project } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { DeviceInfo } from '#shared/wire/devices.ts';
import type { CallInput, RunSummary } from '#shared/wire/studio.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import { buildEntries, type BuiltEntries } from '../trainer/built.ts';
import { chainProject, denseProject, processor, temporaryFolder, weightsIn } from '../trainer/fixtures.ts';
import { fixedList } from './fake-trainer.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let entries: BuiltEntries;
beforeAll(async () => {
  temporary = await temporaryFolder();
  entries = await buildEntries('runs', ['src-main/trainer/entry.ts']);
});
afterAll(async () => {
  await entries.remove();
  await temporary.remove();
});

/** A second candidate, which this system cannot have: measuring it fails. */
const absent = { ...processor, id: process.platform === 'win32' ? 'coreml' : 'dml', title: 'Absent' };

interface Studio {
  readonly runs: Runs;
  readonly dependencies: RunDependencies;
  readonly reports: TrainingReport[];
  /** The trainers started so far. */
  readonly processes: TrainerProcess[];
  /** Resolves with the first report that fits, past or future. */
  until<T extends TrainingReport['type']>(
    type: T,
    fits?: (report: Extract<TrainingReport, { type: T }>) => boolean,
  ): Promise<Extract<TrainingReport, { type: T }>>;
}

async function openStudio(
  name: string,
  change: Partial<RunDependencies> = {},
  list: readonly DeviceInfo[] = [processor],
): Promise<Studio> {
  const reports: TrainingReport[] = [];
  const processes: TrainerProcess[] = [];
  const common = {
    trainerEntry: entries.paths[0]!,
    fork: (entry, environment) => {
      const trainer = forkWithNode(entry, environment);
      processes.push(trainer);
      return trainer;
    },
    prepareData: (data, { signal }) => prepareDataset(data, { cacheFolder: join(temporary.path, 'cache'), signal }),
    log: (message, error) => expect.fail(`${message}: ${String(error)}`),
  } satisfies Partial<RunDependencies>;
  const devices = createDevices({
    ...common,
    measurementsFile: join(temporary.path, `${name}.json`),
    emit: () => undefined,
    list: fixedList(list),
  });
  const dependencies: RunDependencies = {
    ...common,
    devices,
    runsFolder: join(temporary.path, name),
    emit: (report) => reports.push(report),
    ...change,
  };
  const runs = await createRuns(dependencies);
  const until: Studio['until'] = async (type, fits = () => true) => {
    const find = () => reports.find((report) => report.type === type && fits(report as never));
    await vi.waitUntil(find, { timeout: 25_000, interval: 10 });
    return find() as never;
  };
  return { runs, dependencies, reports, processes, until };
}

/** As a window does it: the project has crossed the wire, so it is nobody else's. */
const start = (runs: Runs, project: Project): Promise<{ runId: string }> =>
  runs.handlers['training:start']({ project: structuredClone(project) as CallInput<'training:start'>['project'] });

describe('a run', () => {
  test('goes from start to end in a process of its own, and can be read afterwards', async () => {
    const { runs, dependencies, until, reports } = await openStudio('whole');
    const { runId } = await start(runs, denseProject({ epochs: 2 }));
    const ended = await until('ended');
    expect(ended).toMatchObject({ runId, reason: 'finished', epochs: 2 });
    expect(reports.every((report) => report.runId === runId)).toBe(true);

    const details = await runs.handlers['run:read']({ runId });
    expect(details.summary).toMatchObject({ id: runId, state: 'finished', epochsDone: 2, projectName: 'Test' });
    expect(details.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(details.epochs[1]!.loss).toBe(details.summary.loss);
    expect(details.strip).toMatchObject({ epochs: [0, 1, 2], width: 28 });
    expect(details.project).toEqual(denseProject({ epochs: 2 }));
    const picture = runs.picture(runId, 'original.png');
    expect((await readFile(picture!)).subarray(1, 4).toString()).toBe('PNG');
    expect(runs.picture(runId, '../../run.json')).toBeNull();

    expect((await runs.handlers['run:list']({ projectId: 'test' })).map(({ id }) => id)).toEqual([runId]);
    expect(await runs.handlers['run:list']({ projectId: 'other' })).toEqual([]);
    await runs.handlers['run:remove']({ runId });
    expect(await readdir(dependencies.runsFolder)).toEqual([]);
  });

  test('is paused, resumed and stopped; a second studio may continue it', async () => {
    const { runs, until } = await openStudio('steered');
    const { runId } = await start(runs, denseProject({ epochs: 5000 }));
    await until('epoch');
    await runs.handlers['training:pause']({ runId });
    await until('state', ({ state }) => state === 'paused');
    expect((await runs.handlers['run:list']({ projectId: null }))[0]!.state).toBe('paused');
    await expect(runs.handlers['training:continue']({ runId })).rejects.toThrow('still under way');
    await runs.handlers['training:resume']({ runId });
    await runs.close();
    expect(await until('ended')).toMatchObject({ reason: 'stopped' });
    await expect(runs.handlers['training:pause']({ runId })).rejects.toThrow('not under way');

    const again = await openStudio('steered');
    const { epochsDone } = (await again.runs.handlers['run:read']({ runId })).summary;
    const continued = await again.runs.continueIn(
      (await again.runs.handlers['run:read']({ runId })).summary.folder,
      epochsDone + 2,
    );
    expect(await continued.ended).toMatchObject({ state: 'finished', epochsDone: epochsDone + 2 });
    expect((await again.until('started')).firstEpoch).toBe(epochsDone + 1);
  });

  test('whose process is killed ends as crashed, in words, and can be continued', async () => {
    const { runs, until, processes, reports } = await openStudio('killed');
    const { runId } = await start(runs, denseProject({ epochs: 5000 }));
    await until('epoch', ({ epoch }) => epoch >= 2);
    processes[0]!.kill();
    const ended = await until('ended');
    expect(ended.reason).toBe('crashed');
    expect(ended.message?.received).toMatch(
      /^The training process was ended by the system \(SIGKILL\) after \d+ of 5000 epochs\.$/,
    );
    const { summary } = await runs.handlers['run:read']({ runId });
    expect(summary.state).toBe('crashed');
    reports.length = 0;
    await runs.handlers['training:continue']({ runId });
    expect((await until('started')).firstEpoch).toBeGreaterThanOrEqual(summary.epochsDone);
    await runs.handlers['training:stop']({ runId });
    expect((await until('ended')).reason).toBe('stopped');
  });

  test('of a project with problems does not start', async () => {
    const { runs, dependencies } = await openStudio('refused');
    const lopsided = chainProject([
      ['input', { shape: [784] }],
      ['dense', { units: 5 }],
      ['latent'],
      ['dense', { units: 700 }],
      ['output'],
    ]);
    const refusal = await start(runs, lopsided).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect((refusal as UserError).received).toContain('700');
    const settings = { optimizer: { kind: 'adam' as const, params: { beta1: 7 } } };
    await expect(start(runs, denseProject(settings))).rejects.toThrow('Beta 1 is 7');
    expect(await readdir(dependencies.runsFolder)).toEqual([]);
  });

  test('whose data cannot be prepared fails with the reason', async () => {
    const { runs, until } = await openStudio('no-data');
    const project = denseProject();
    const source = { kind: 'imageFolder', path: join(temporary.path, 'nowhere') } as const;
    await start(runs, { ...project, data: { ...project.data, source } });
    const ended = await until('ended');
    expect(ended.reason).toBe('failed');
    expect(ended.message?.received).toContain('nowhere');
  });
});

describe('the device of a run', () => {
  test('measured by "auto" leaves the weights bit for bit those of the device chosen by hand', async () => {
    const { runs, dependencies, reports, until } = await openStudio('auto', {}, [processor, absent]);
    const weights = async (device: string): Promise<Record<string, string>> => {
      reports.length = 0;
      const { runId } = await start(runs, denseProject({ device, epochs: 2 }));
      expect(await until('ended')).toMatchObject({ reason: 'finished' });
      return weightsIn(join(dependencies.runsFolder, runId));
    };
    const chosen = await weights('cpu');
    expect(await weights('auto')).toEqual(chosen);
    expect(reports.filter(({ type }) => type === 'measuring')).toHaveLength(2);
    const [{ device }] = [await until('started')];
    expect(device).toMatchObject({ id: 'cpu', why: 'fastest' });
    const [cpu, other] = device.speeds;
    expect(cpu!.samplesPerSecond).toBeGreaterThan(0);
    expect(other).toMatchObject({ samplesPerSecond: null, failure: expect.stringContaining('There is no device') });

    // What was measured is known now, and the run says so for good.
    expect(await weights('auto')).toEqual(chosen);
    expect(reports.filter(({ type }) => type === 'measuring')).toEqual([]);
    const [{ id }] = (await runs.handlers['run:list']({ projectId: null })) as [RunSummary];
    const { summary } = await runs.handlers['run:read']({ runId: id });
    expect(summary.deviceChoice).toEqual(device);
  });

  test('that cannot be used starts no run, in words', async () => {
    const { runs, dependencies } = await openStudio('no-device');
    const refusal = start(runs, denseProject({ device: 'abacus' }));
    await expect(refusal).rejects.toThrow('This computer has no device “abacus”.');
    expect(await readdir(dependencies.runsFolder)).toEqual([]);
  });
});

describe('after a crash of the studio', () => {
  const leftBehind = async (folder: string, owner: object): Promise<void> => {
    await mkdir(folder, { recursive: true });
    const record = {
      format: 'hourglass-run',
      version: 1,
      owner,
      id: 'left',
      projectId: 'test',
      projectName: 'Test',
      startedAt: 1,
      endedAt: null,
      state: 'running',
      message: null,
      epochsPlanned: 10,
      epochsDone: 3,
      loss: 0.5,
      validationLoss: null,
      bestEpoch: 3,
      device: null,
      weights: 1,
      samplesPerSecond: 1,
    };
    await writeFile(join(folder, 'run.json'), JSON.stringify(record));
  };

  test('its runs are marked crashed, those of a living studio are not, and what is no run is left alone', async () => {
    const folder = join(temporary.path, 'crashed');
    // No process has this number: they end at 2²².
    await leftBehind(join(folder, 'left'), { host: hostname(), process: 2 ** 30 });
    const { runs } = await openStudio('crashed');
    const [left] = await runs.handlers['run:list']({ projectId: null });
    expect(left).toMatchObject({ id: 'left', state: 'crashed', epochsDone: 3 });
    expect(left!.message?.action).toContain('last checkpoint');

    const living = join(temporary.path, 'living');
    await leftBehind(join(living, 'left'), { host: hostname(), process: process.ppid });
    await mkdir(join(living, 'something else'));
    const other = await openStudio('living');
    expect((await other.runs.handlers['run:list']({ projectId: null })).map(({ state }) => state)).toEqual(['running']);
    await expect(other.runs.handlers['run:remove']({ runId: 'left' })).rejects.toThrow('still under way');
    expect(await readdir(join(living, 'left'))).toEqual(['run.json']);
  });

  test('a run left by an earlier process of the same number is crashed, too: in containers all have the same', async () => {
    const folder = join(temporary.path, 'same-number');
    await leftBehind(join(folder, 'left'), { host: hostname(), process: process.pid });
    const { runs } = await openStudio('same-number');
    expect((await runs.handlers['run:list']({ projectId: null })).map(({ state }) => state)).toEqual(['crashed']);
    await runs.handlers['run:remove']({ runId: 'left' });
    expect(await readdir(folder)).toEqual([]);
  });
});

test('a trainer’s environment holds nothing that could run other code', () => {
  const dangerous = {
    NODE_OPTIONS: '--require x',
    LD_PRELOAD: 'x',
    DYLD_INSERT_LIBRARIES: 'x',
    ELECTRON_RUN_AS_NODE: '1',
    TOKEN: 's',
  };
  expect(trainerEnvironment({ PATH: '/bin', HOME: '/home/x', ...dangerous })).toEqual({
    PATH: '/bin',
    HOME: '/home/x',
  });
});
