import { describe, expect, it } from 'vitest';
import { emptyProject } from '#shared/graph/document.ts';
import type { RunSummary } from '#shared/wire/studio.ts';
import type { EpochMetrics, TrainingReport } from '#shared/wire/training.ts';
import { controlsOf, stillWaiting } from '../../../src-renderer/state/training-controls.ts';
import {
  bestEpoch,
  continued,
  isLive,
  newRunView,
  presentEpoch,
  reduceReport,
  runViewOf,
  shareDone,
  type RunView,
} from '../../../src-renderer/state/training-run.ts';

const runId = 'run-1';
const started: Extract<TrainingReport, { type: 'started' }> = {
  type: 'started',
  runId,
  device: { id: 'cpu', title: 'CPU', name: null, why: 'only', speeds: [] },
  weights: 100,
  samples: { train: 9000, validation: 1000, test: 0 },
  batchesPerEpoch: 70,
  epochs: 20,
  firstEpoch: 1,
  compileSeconds: 0.3,
};
const metrics = (epoch: number, loss: number, best = true): EpochMetrics => ({
  epoch,
  loss,
  validationLoss: loss + 0.001,
  terms: {},
  learningRate: 0.001,
  seconds: 2,
  samplesPerSecond: 4500,
  best,
});
const epoch = (number: number, loss: number, best = true): TrainingReport => ({
  type: 'epoch',
  runId,
  strip: true,
  ...metrics(number, loss, best),
});
const progress = (number: number, batch: number, batchLoss = 0.5): TrainingReport => ({
  type: 'progress',
  runId,
  epoch: number,
  batch,
  loss: 0.4,
  batchLoss,
  terms: {},
  samplesPerSecond: 4000,
  secondsElapsed: 3,
  secondsLeft: 30,
});
const fold = (reports: readonly TrainingReport[], from: RunView = newRunView(runId, 20)): RunView =>
  reports.reduce(reduceReport, from);

describe('the fold over a run’s reports', () => {
  it('follows a run from preparing to its end', () => {
    const run = fold([
      { type: 'state', runId, state: 'compiling' },
      started,
      { type: 'state', runId, state: 'running' },
      progress(1, 35),
      epoch(1, 0.2),
      epoch(2, 0.1),
    ]);
    expect(run).toMatchObject({ state: 'running', device: 'CPU', epochsPlanned: 20, stripEpochs: [1, 2] });
    expect(run.epochs).toEqual([metrics(1, 0.2), metrics(2, 0.1)]);
    const ended = reduceReport(run, {
      type: 'ended',
      runId,
      reason: 'finished',
      message: null,
      epochs: 2,
      bestEpoch: 2,
    });
    expect({ state: ended.state, live: isLive(ended.state), progress: ended.progress }).toEqual({
      state: 'finished',
      live: false,
      progress: null,
    });
  });

  it('ignores other runs’ reports and any after the end', () => {
    const run = fold([started, epoch(1, 0.2)]);
    expect(reduceReport(run, { ...epoch(2, 0.1), runId: 'another' })).toBe(run);
    const ended = reduceReport(run, {
      type: 'ended',
      runId,
      reason: 'stopped',
      message: null,
      epochs: 1,
      bestEpoch: 1,
    });
    expect(reduceReport(ended, epoch(2, 0.1))).toBe(ended);
    expect(reduceReport(ended, { type: 'state', runId, state: 'running' })).toBe(ended);
  });

  it('takes an epoch that is reported twice once', () => {
    expect(fold([started, epoch(1, 0.2), epoch(1, 0.2)]).epochs).toEqual([metrics(1, 0.2)]);
  });

  it('takes back the epochs after the checkpoint that a continued run starts from', () => {
    const crashed = fold([
      started,
      epoch(1, 0.3),
      epoch(2, 0.2),
      epoch(3, 0.1),
      { type: 'ended', runId, reason: 'crashed', message: null, epochs: 3, bestEpoch: 3 },
    ]);
    const again = fold([{ ...started, firstEpoch: 3 }], continued(crashed));
    expect({ state: again.state, epochs: again.epochs.length, strip: again.stripEpochs }).toEqual({
      state: 'preparing',
      epochs: 2,
      strip: [1, 2],
    });
  });

  it('keeps the batch curve of the running epoch only, and bounds it', () => {
    const first = fold([started, progress(1, 7, 0.9), progress(1, 14, 0.8)]);
    expect(first.batchCurve).toEqual([
      { at: 0.1, loss: 0.9, terms: {} },
      { at: 0.2, loss: 0.8, terms: {} },
    ]);
    expect(fold([epoch(1, 0.5), progress(2, 35, 0.4)], first).batchCurve).toEqual([{ at: 1.5, loss: 0.4, terms: {} }]);
    const many = fold(
      Array.from({ length: 5000 }, (_, index) => progress(1, index, index)),
      fold([started]),
    );
    expect(many.batchCurve.length).toBeLessThanOrEqual(400);
    expect(many.batchCurve.at(-1)!.loss).toBe(4999);
  });

  it('measures how much is done', () => {
    const run = fold([started, { type: 'state', runId, state: 'running' }, epoch(1, 0.3), epoch(2, 0.2)]);
    expect([shareDone(run), presentEpoch(run)]).toEqual([0.1, 2]);
    const further = fold([progress(3, 35)], run);
    expect([shareDone(further), presentEpoch(further)]).toEqual([0.125, 3]);
    const stopped = fold(
      [{ type: 'ended', runId, reason: 'stopped', message: null, epochs: 2, bestEpoch: 2 }],
      further,
    );
    expect([shareDone(stopped), presentEpoch(stopped)]).toEqual([0.1, 2]);
    expect(shareDone(newRunView(runId, 20))).toBe(0);
  });

  it('knows the size of an epoch of a run that it finds under way', () => {
    const project = emptyProject('p', 'P');
    const summary = {
      id: runId,
      epochsPlanned: 20,
      state: 'running',
      device: 'CPU',
      weights: 1,
      message: null,
    } as RunSummary;
    const found = runViewOf({
      summary,
      project,
      epochs: [{ ...metrics(1, 0.2), seconds: 1.7, samplesPerSecond: 9000 / 1.7 }],
      strip: null,
    });
    expect([found.trainSamples, found.batchesPerEpoch, found.state]).toEqual([9000, 71, 'running']);
    expect(runViewOf({ summary, project, epochs: [], strip: null }).batchesPerEpoch).toBeNull();
  });

  it('finds the best epoch', () => {
    expect(bestEpoch([metrics(1, 0.3), metrics(2, 0.2), metrics(3, 0.4, false)])?.epoch).toBe(2);
    expect(bestEpoch([])).toBeNull();
  });
});

describe('controls', () => {
  it('offers what each state allows, the main one first', () => {
    expect(controlsOf('none', 0)).toEqual(['start']);
    expect(controlsOf('running', 0)).toEqual(['stop', 'pause']);
    expect(controlsOf('paused', 3)).toEqual(['resume', 'stop']);
    expect(controlsOf('stopped', 3)).toEqual(['continue', 'start']);
    expect(controlsOf('stopped', 0)).toEqual(['continue', 'start']);
    expect(controlsOf('failed', 0)).toEqual(['start']);
  });

  it('waits for the report that answers a request', () => {
    expect(stillWaiting('pausing', 'running')).toBe(true);
    expect(stillWaiting('pausing', 'paused')).toBe(false);
    expect(stillWaiting('pausing', 'crashed')).toBe(false);
    expect(stillWaiting('stopping', 'paused')).toBe(true);
    expect(stillWaiting('stopping', 'stopped')).toBe(false);
    expect(stillWaiting('starting', 'none')).toBe(true);
    expect(stillWaiting('resuming', 'running')).toBe(false);
    expect(stillWaiting(null, 'running')).toBe(false);
  });
});
