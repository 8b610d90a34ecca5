/** Explorers of a studio, with processes in memory: opening, asking, progress, cancelling, and every way to end. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExplorers } from '#main/studio/explore/index.ts';
import { snapshotName } from '#main/studio/runs/read-run.ts';
import { formatProject } from '#shared/graph/parse.ts';
import type { DreamNetwork } from '#shared/wire/explore/dream.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';
import type { TrainerCommand } from '#shared/wire/training.ts';
import { denseProject, temporaryFolder } from '../trainer/fixtures.ts';
import { fakeFork, type FakeProcess } from './fake-trainer.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
  for (const run of ['a', 'b', 'c']) {
    await mkdir(join(temporary.path, run));
    await writeFile(join(temporary.path, run, snapshotName), formatProject(denseProject()));
  }
});
afterAll(() => temporary.remove());

const infoOf = (subject: string, version = 1): ExploreInfo => ({ subject, version }) as ExploreInfo;
const refusal = { received: 'It is broken.', expected: 'A whole one.', action: 'Train again.' };

type Ask = Extract<TrainerCommand, { type: 'ask' }>;

function openStudio(onAsk: (ask: Ask, process: FakeProcess, runId: string) => void, training = false) {
  const events: unknown[] = [];
  const { fork, processes } = fakeFork((command, process) => {
    const first = process.commands[0];
    if (first?.type === 'import') {
      if (command.type === 'import') process.say({ type: 'imported', runId: first.runId, network: {} as DreamNetwork });
      return;
    }
    if (first?.type !== 'explore') return;
    const { runId } = first;
    if (command.type === 'explore') process.say({ type: 'explored', runId, info: infoOf(runId) });
    else if (command.type === 'ask') onAsk(command, process, runId);
    else if (command.type === 'cancel') {
      const { id } = command;
      process.say({ type: 'unanswered', runId, id, kind: 'cancelled', message: refusal });
    }
  });
  const explorers = createExplorers({
    fork,
    trainerEntry: 'trainer.js',
    prepareData: async () => ({ folder: 'data', info: {} as DatasetInfo }),
    folderOf: (runId) => join(temporary.path, runId),
    isTraining: () => training,
    emit: (name, event) => events.push([name, event]),
  });
  const open = (runId: string) => explorers.handlers['explore:open']({ runId, checkpoint: 'best' });
  const encode = (subject: string, job?: string) =>
    explorers.handlers['explore:encode']({
      subject,
      samples: [{ from: 'data', index: 0 }],
      ...(job === undefined ? {} : { job }),
    } as Parameters<(typeof explorers.handlers)['explore:encode']>[0]);
  return { explorers, processes, events, open, encode };
}

const answered = { latents: '', size: 0 };
const answerAll = (ask: Ask, process: FakeProcess, runId: string): void => {
  const value = ask.name === 'refresh' ? infoOf(runId, 2) : answered;
  process.say({ type: 'answered', runId, id: ask.id, value });
};

describe('explorers', () => {
  test('open a run once; opening it again reads its checkpoint anew', async () => {
    const { processes, open, encode } = openStudio(answerAll);
    expect(await open('a')).toMatchObject({ subject: 'a', version: 1 });
    expect(await open('a')).toMatchObject({ subject: 'a', version: 2 });
    expect(processes).toHaveLength(1);
    expect(await encode('a')).toEqual(answered);
    expect(processes[0]!.commands[0]).toMatchObject({ type: 'explore', checkpoint: 'best', dataset: 'data' });
    expect(processes[0]!.commands[0]).not.toHaveProperty('threads');
  });

  test('take one thread while a run trains, and once what processor time it leaves', async () => {
    const { processes, open, encode } = openStudio(answerAll, true);
    await open('a');
    expect(processes[0]!.commands[0]).toMatchObject({ threads: 1 });
    await encode('a');
    await encode('a');
    expect(processes[0]!.commands.map(({ type }) => type)).toEqual(['explore', 'giveWay', 'ask', 'ask']);
  });

  test('keep their priority while nothing trains', async () => {
    const { processes, open, encode } = openStudio(answerAll);
    await open('a');
    await encode('a');
    expect(processes[0]!.commands.map(({ type }) => type)).toEqual(['explore', 'ask']);
  });

  test('pass progress on under the job’s name, and what is refused in its words', async () => {
    const progress = { done: 1, total: 2, doing: 'Encoding', secondsLeft: null };
    const { events, open, encode } = openStudio((ask, process, runId) => {
      process.say({ type: 'answering', runId, id: ask.id, progress });
      process.say({ type: 'unanswered', runId, id: ask.id, kind: 'user', message: refusal });
    });
    await open('a');
    await expect(encode('a', 'job')).rejects.toMatchObject(refusal);
    expect(events).toEqual([['explore:progress', { job: 'job', ...progress }]]);
  });

  test('cancel a job', async () => {
    const { explorers, processes, open, encode } = openStudio(() => undefined);
    await open('a');
    const encoding = encode('a', 'job');
    await expect.poll(() => processes[0]!.commands.length).toBe(2);
    await explorers.handlers['explore:cancel']({ job: 'job' });
    await expect(encoding).rejects.toMatchObject({ name: 'AbortError' });
    expect(await explorers.handlers['explore:cancel']({ job: 'nobody’s' })).toBeNull();
  });

  test('say so when a process ends by itself, and open the run again', async () => {
    const { processes, events, open, encode } = openStudio((ask, process, runId) =>
      processes.length === 1 ? process.end({ signal: 'SIGSEGV' }) : answerAll(ask, process, runId),
    );
    await open('a');
    await expect(encode('a')).rejects.toThrow(/ended by itself/);
    await expect.poll(() => events).toEqual([['explore:closed', { subject: 'a' }]]);
    await expect(encode('a')).rejects.toThrow(/not open any more/);
    await open('a');
    expect(await encode('a')).toEqual(answered);
  });

  test('keep two networks open, and let go of the one that was used longest ago', async () => {
    const { processes, open, encode, events } = openStudio(answerAll);
    await open('a');
    await open('b');
    await encode('a');
    await open('c');
    expect(processes.map(({ killed }) => killed)).toEqual([false, true, false]);
    // It was let go on purpose.
    expect(events).toEqual([]);
    await expect(encode('b')).rejects.toThrow(/not open any more/);
  });

  test('keep the runs open beside an imported model, of which there is one', async () => {
    const { explorers, processes, open, encode } = openStudio(answerAll);
    await open('a');
    await open('b');
    const first = await explorers.handlers['explore:import']({ path: '/models/one' });
    const second = await explorers.handlers['explore:import']({ path: '/models/two' });
    expect(second.subject).not.toBe(first.subject);
    expect(processes.map(({ killed }) => killed)).toEqual([false, false, true, false]);
    expect(await encode('a')).toEqual(answered);
    await expect(encode(first.subject)).rejects.toThrow(/not open any more/);
    await explorers.close();
  });

  test('close all, and refuse a run that is not there without leaving a process', async () => {
    const { explorers, processes, open } = openStudio(answerAll);
    await expect(open('nowhere')).rejects.toThrow(/nowhere|project/);
    expect(processes).toHaveLength(0);
    await open('a');
    await explorers.close();
    expect(processes[0]!.killed).toBe(true);
  });
});
