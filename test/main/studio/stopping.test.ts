/** A stop is honoured at once wherever there is nothing to save: while preparing, measuring, compiling. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createDevices } from '#main/studio/devices.ts';
import { createRuns, type RunDependencies } from '#main/studio/runs.ts';
import type { TrainerCommand, TrainingReport } from '#shared/wire/training.ts';
import { denseProject, processor, temporaryFolder } from '../trainer/fixtures.ts';
import { fakeFork, fixedList, type FakeProcess } from './fake-trainer.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());

/** A studio whose trainers act so and otherwise hear nothing, as one that is busy compiling. */
async function studioWith(name: string, act: (command: TrainerCommand, process: FakeProcess) => void) {
  const { fork, processes } = fakeFork(act);
  const reports: TrainingReport[] = [];
  const common = {
    fork,
    trainerEntry: '/t',
    prepareData: async () => ({ folder: '/data', info: {} as never }),
    log: (message, error) => expect.fail(`${message}: ${String(error)}`),
  } satisfies Partial<RunDependencies>;
  const list = [processor, { ...processor, id: 'cuda' }];
  const measurementsFile = join(temporary.path, `${name}.json`);
  const devices = createDevices({
    ...common,
    measurementsFile,
    emit: () => undefined,
    list: fixedList(list),
  });
  const emit = (report: TrainingReport): void => void reports.push(report);
  const runs = await createRuns({ ...common, devices, emit, runsFolder: join(temporary.path, name) });
  return { runs, processes, reports };
}

test.each(['preparing', 'compiling'] as const)('while %s', async (state) => {
  const { runs, processes, reports } = await studioWith(state, (command, process) => {
    if (command.type === 'start') process.say({ type: 'state', runId: command.runId, state });
  });
  const run = await runs.startIn(denseProject(), null);
  await vi.waitUntil(() => reports.filter((report) => report.type === 'state' && report.state === state).length > 0);
  await vi.waitUntil(() => processes.length === 1);
  run.stop();
  // Without a time in between: nothing is asked of a process that cannot hear.
  expect(run.summary).toMatchObject({ state: 'stopped', epochsDone: 0 });
  expect(processes[0]!.killed).toBe(true);
  expect(await run.ended).toMatchObject({ message: { received: 'The run was stopped before training began.' } });
});

test('while devices are measured', async () => {
  const { runs, processes, reports } = await studioWith('measuring', () => undefined);
  const run = await runs.startIn(denseProject({ device: 'auto' }), null);
  await vi.waitUntil(() => reports.some(({ type }) => type === 'measuring') && processes.length === 1);
  run.stop();
  expect(await run.ended).toMatchObject({ state: 'stopped' });
  expect(processes).toHaveLength(1);
  expect(processes[0]!.killed).toBe(true);
});

test('one that trains is asked, and not killed', async () => {
  const { runs, processes, reports } = await studioWith('running', (command, process) => {
    if (command.type === 'start') process.say({ type: 'state', runId: command.runId, state: 'running' });
  });
  const run = await runs.startIn(denseProject(), null);
  await vi.waitUntil(() => reports.some((report) => report.type === 'state' && report.state === 'running'));
  run.stop();
  expect(processes[0]!.commands.map(({ type }) => type)).toEqual(['start', 'stop']);
  expect(processes[0]!.killed).toBe(false);
  processes[0]!.say({
    ...{ type: 'ended', runId: run.summary.id, reason: 'stopped', message: null },
    ...{ epochs: 1, bestEpoch: 1 },
  });
  expect(await run.ended).toMatchObject({ state: 'stopped', epochsDone: 1 });
});
