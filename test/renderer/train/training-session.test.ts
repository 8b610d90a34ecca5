import { describe, expect, it } from 'vitest';
import { emptyProject } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { plainRows } from '#shared/wire/strip.ts';
import type { CallName, RunDetails, RunSummary, StudioEvents } from '#shared/wire/studio.ts';
import type { EpochMetrics, TrainingReport } from '#shared/wire/training.ts';
import { TrainingSession, type TrainingSnapshot } from '../../../src-renderer/state/training-session.ts';

const project = emptyProject('digits', 'Digits');

/** A studio whose answers the test gives when it likes. */
function fakeStudio() {
  const asked: {
    name: CallName;
    input: unknown;
    answer: (value: unknown) => void;
    refuse: (error: unknown) => void;
  }[] = [];
  let listener: ((report: TrainingReport) => void) | null = null;
  const client = {
    call: (name: CallName, input: unknown) =>
      new Promise<never>((resolve, reject) => {
        asked.push({ name, input, answer: resolve as (value: unknown) => void, refuse: reject });
      }),
    on: <N extends keyof StudioEvents>(_name: N, on: (event: StudioEvents[N]) => void) => {
      listener = on as (report: TrainingReport) => void;
      return () => {
        listener = null;
      };
    },
  };
  const snapshots: TrainingSnapshot[] = [];
  const session = new TrainingSession(client, (snapshot) => snapshots.push(snapshot));
  session.listen();
  return {
    session,
    asked,
    names: () => asked.map((call) => call.name),
    report: (report: TrainingReport) => listener?.(report),
    now: () => snapshots.at(-1)!,
  };
}

const metrics: EpochMetrics = {
  epoch: 1,
  loss: 0.3,
  validationLoss: 0.31,
  terms: {},
  learningRate: 0.001,
  seconds: 1,
  samplesPerSecond: 9,
  best: true,
};
const epoch = (runId: string, number: number): TrainingReport => ({
  type: 'epoch',
  runId,
  strip: true,
  ...metrics,
  epoch: number,
});
const running = (runId: string): TrainingReport => ({ type: 'state', runId, state: 'running' });
const summary = (id: string, state: RunSummary['state']): RunSummary => ({
  id,
  projectId: 'digits',
  projectName: 'Digits',
  folder: '/runs/1',
  startedAt: 0,
  endedAt: null,
  state,
  message: null,
  epochsPlanned: 10,
  epochsDone: 1,
  loss: 0.3,
  validationLoss: 0.31,
  terms: {},
  objective: 'reconstruct',
  bestEpoch: 1,
  device: 'CPU',
  deviceChoice: null,
  weights: 100,
  samplesPerSecond: 9,
});
const details = (id: string, state: RunSummary['state']): RunDetails => ({
  summary: summary(id, state),
  project,
  epochs: [metrics],
  strip: null,
});

describe('following a project’s newest run', () => {
  it('keeps reports that overtake the answer to start', async () => {
    const studio = fakeStudio();
    const start = studio.session.start(project);
    expect(studio.now().request).toBe('starting');
    studio.report(running('r1'));
    studio.report(epoch('r1', 1));
    studio.report(epoch('another', 7));
    studio.asked[0]!.answer({ runId: 'r1' });
    await start;
    expect(studio.now().request).toBeNull();
    expect(studio.now().run).toMatchObject({ runId: 'r1', state: 'running', epochs: [metrics], epochsPlanned: 10 });
  });

  it('attaches to a live run after a reload, without losing what is reported meanwhile', async () => {
    const studio = fakeStudio();
    const attach = studio.session.attach('digits');
    expect(studio.now().loading).toBe(true);
    studio.asked[0]!.answer([summary('r1', 'running'), summary('r0', 'finished')]);
    await Promise.resolve();
    await Promise.resolve();
    studio.report(epoch('r1', 2));
    studio.asked[1]!.answer(details('r1', 'running'));
    await attach;
    expect(studio.asked.map((call) => call.input)).toEqual([{ projectId: 'digits' }, { runId: 'r1' }]);
    expect(studio.now().run!.epochs.map((one) => one.epoch)).toEqual([1, 2]);
    expect(studio.now().loading).toBe(false);
  });

  it('ignores the late answer about a project that is no longer open', async () => {
    const studio = fakeStudio();
    const first = studio.session.attach('old');
    const second = studio.session.attach('digits');
    studio.asked[1]!.answer([]);
    await second;
    studio.asked[0]!.answer([]);
    await first;
    expect(studio.now()).toEqual({ run: null, project: null, request: null, refusal: null, loading: false });
  });

  it('reads the strip once the first batch is reported, and keeps epochs that are newer than the answer', async () => {
    const studio = fakeStudio();
    const start = studio.session.start(project);
    studio.asked[0]!.answer({ runId: 'r1' });
    await start;
    const progress: TrainingReport = {
      type: 'progress',
      runId: 'r1',
      epoch: 1,
      batch: 1,
      loss: 1,
      batchLoss: 1,
      terms: {},
      samplesPerSecond: 1,
      secondsElapsed: 1,
      secondsLeft: 1,
    };
    studio.report(progress);
    studio.report(progress);
    expect(studio.names()).toEqual(['training:start', 'run:read']);
    studio.report(epoch('r1', 1));
    const strip = { count: 10, width: 28, height: 28, labels: [], epochs: [0], rows: plainRows };
    studio.asked[1]!.answer({ ...details('r1', 'running'), strip });
    studio.asked[2]!.refuse(new Error('busy'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(studio.now().run).toMatchObject({ strip, stripEpochs: [0, 1] });
    studio.report(progress);
    expect(studio.names().filter((name) => name === 'run:read').length).toBe(2);
  });

  it('shows the run under way rather than a newer one, and the next newest once it is removed', async () => {
    const studio = fakeStudio();
    const attach = studio.session.attach('digits');
    studio.asked[0]!.answer([summary('r2', 'stopped'), summary('r1', 'paused')]);
    await Promise.resolve();
    await Promise.resolve();
    expect(studio.asked[1]!.input).toEqual({ runId: 'r1' });
    studio.asked[1]!.answer(details('r1', 'paused'));
    await attach;
    await studio.session.forget('r2');
    expect(studio.asked.length).toBe(2);
    const forget = studio.session.forget('r1');
    studio.asked[2]!.answer([]);
    await forget;
    expect(studio.now().run).toBeNull();
  });

  it('continues another run of the project', async () => {
    const studio = fakeStudio();
    const again = studio.session.continue(details('r0', 'crashed'));
    studio.asked[0]!.answer({ runId: 'r0' });
    await again;
    expect(studio.now()).toMatchObject({ project, run: { runId: 'r0', state: 'preparing', epochs: [metrics] } });
  });

  it('forgets the run when the project is closed', async () => {
    const studio = fakeStudio();
    const start = studio.session.start(project);
    studio.asked[0]!.answer({ runId: 'r1' });
    await start;
    await studio.session.attach(null);
    expect(studio.now().run).toBeNull();
    studio.report(running('r1'));
    expect(studio.now().run).toBeNull();
  });

  it('waits for the report that answers a pause', async () => {
    const studio = fakeStudio();
    const start = studio.session.start(project);
    studio.asked[0]!.answer({ runId: 'r1' });
    await start;
    studio.report(running('r1'));
    const pause = studio.session.pause();
    studio.asked[1]!.answer(null);
    await pause;
    expect(studio.now().request).toBe('pausing');
    studio.report({ type: 'state', runId: 'r1', state: 'paused' });
    expect([studio.now().request, studio.now().run!.state]).toEqual([null, 'paused']);
  });

  it('says why a start was refused and keeps what was shown', async () => {
    const studio = fakeStudio();
    const parts = {
      received: 'The folder is empty.',
      expected: 'Images were expected.',
      action: 'Choose another folder.',
    };
    const start = studio.session.start(project);
    studio.asked[0]!.refuse(new UserError(parts));
    await start;
    expect(studio.now()).toMatchObject({ run: null, request: null, refusal: parts });
    studio.session.dismissRefusal();
    expect(studio.now().refusal).toBeNull();
  });

  it('continues a stopped run on the same curve', async () => {
    const studio = fakeStudio();
    const attach = studio.session.attach('digits');
    studio.asked[0]!.answer([summary('r1', 'stopped')]);
    await Promise.resolve();
    await Promise.resolve();
    studio.asked[1]!.answer(details('r1', 'stopped'));
    await attach;
    const again = studio.session.continue();
    studio.report(running('r1'));
    studio.asked[2]!.answer({ runId: 'r1' });
    await again;
    expect(studio.now().run).toMatchObject({ state: 'running', epochs: [metrics] });
  });
});
