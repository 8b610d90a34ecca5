/**
 * What the window knows of one run while it lives: a pure fold over the trainer's reports.
 * Owns the fold; not the calls (training.svelte.ts) nor the words (train/*.ts).
 */
import type { ThreeParts } from '#shared/problem.ts';
import type { DeviceChoice, MeasuringProgress } from '#shared/wire/devices.ts';
import type { RunDetails, RunState, StripInfo } from '#shared/wire/studio.ts';
import type { EndReason, EpochMetrics, TrainingReport } from '#shared/wire/training.ts';

export type LiveState = 'preparing' | 'compiling' | 'running' | 'paused';

/** Where the running epoch stands. */
export interface EpochProgress {
  readonly epoch: number;
  readonly batch: number;
  readonly loss: number;
  readonly terms: Readonly<Record<string, number>>;
  readonly samplesPerSecond: number;
  readonly secondsElapsed: number;
  readonly secondsLeft: number;
}

/** The loss of single batches within the running epoch, and means of its terms so far; `at` in epochs: 3.5 is halfway through the fourth. */
export interface BatchPoint {
  readonly at: number;
  readonly loss: number;
  readonly terms: Readonly<Record<string, number>>;
}

export interface RunView {
  readonly runId: string;
  readonly state: RunState;
  readonly epochsPlanned: number;
  /** Title of what runs it. */
  readonly device: string | null;
  /** Why that; null while it is not known, and for runs of older versions. */
  readonly deviceChoice: DeviceChoice | null;
  /** While "auto" tries the devices of this computer. */
  readonly measuring: MeasuringProgress | null;
  readonly weights: number | null;
  /** Samples trained on in an epoch. */
  readonly trainSamples: number | null;
  readonly batchesPerEpoch: number | null;
  readonly compileSeconds: number | null;
  readonly epochs: readonly EpochMetrics[];
  /** What the strip's pictures look like; null until it is read. */
  readonly strip: StripInfo | null;
  /** Epochs that have strip pictures, ascending; those reported since `strip` was read, too. */
  readonly stripEpochs: readonly number[];
  readonly progress: EpochProgress | null;
  readonly batchCurve: readonly BatchPoint[];
  readonly message: ThreeParts | null;
}

const live: readonly RunState[] = ['preparing', 'compiling', 'running', 'paused'] satisfies LiveState[];
export const isLive = (state: RunState): state is LiveState => live.includes(state);

export function newRunView(runId: string, epochsPlanned: number): RunView {
  return {
    runId,
    state: 'preparing',
    epochsPlanned,
    device: null,
    deviceChoice: null,
    measuring: null,
    weights: null,
    trainSamples: null,
    batchesPerEpoch: null,
    compileSeconds: null,
    epochs: [],
    strip: null,
    stripEpochs: [],
    progress: null,
    batchCurve: [],
    message: null,
  };
}

/** A run as the studio remembers it: after a reload of the window, or one that ended earlier. */
export function runViewOf({ summary, project, epochs, strip }: RunDetails): RunView {
  const first = epochs[0];
  // An epoch's throughput is its samples by its seconds, so that their product is exactly its samples.
  const trainSamples = first === undefined ? null : Math.round(first.samplesPerSecond * first.seconds);
  return {
    ...newRunView(summary.id, summary.epochsPlanned),
    state: summary.state,
    device: summary.device,
    deviceChoice: summary.deviceChoice,
    weights: summary.weights,
    trainSamples,
    batchesPerEpoch: trainSamples === null ? null : Math.ceil(trainSamples / project.training.batchSize),
    epochs,
    strip,
    stripEpochs: strip?.epochs ?? [],
    message: summary.message,
  };
}

/** The run with its strip as it lies on the disk now; epochs reported meanwhile are newer than any in it. */
export function withStrip(run: RunView, strip: StripInfo | null): RunView {
  if (strip === null) return run;
  const newest = strip.epochs.at(-1) ?? -1;
  return { ...run, strip, stripEpochs: [...strip.epochs, ...run.stripEpochs.filter((epoch) => epoch > newest)] };
}

/** The run going on after an end: same curve, alive again. */
export const continued = (run: RunView): RunView => ({
  ...run,
  state: 'preparing',
  message: null,
  progress: null,
  batchCurve: [],
});

/** The run after a report. Reports of other runs, and any that come after the end, change nothing. */
export function reduceReport(run: RunView, report: TrainingReport): RunView {
  if (report.runId !== run.runId || !isLive(run.state)) return run;
  switch (report.type) {
    case 'state':
      return { ...run, state: report.state, measuring: null };
    case 'measuring':
      return { ...run, measuring: { device: report.device, number: report.number, of: report.of } };
    case 'started':
      return {
        ...run,
        device: report.device.title,
        deviceChoice: report.device,
        measuring: null,
        weights: report.weights,
        trainSamples: report.samples.train,
        batchesPerEpoch: report.batchesPerEpoch,
        compileSeconds: report.compileSeconds,
        epochsPlanned: report.epochs,
        // A run that goes on from a checkpoint takes back the epochs after it.
        epochs: run.epochs.filter((metrics) => metrics.epoch < report.firstEpoch),
        stripEpochs: run.stripEpochs.filter((epoch) => epoch < report.firstEpoch),
        progress: null,
        batchCurve: [],
      };
    case 'progress':
      return { ...run, progress: report, batchCurve: growBatchCurve(run, report) };
    case 'epoch': {
      const { type: _type, runId: _runId, strip, ...metrics } = report;
      return {
        ...run,
        epochs: [...run.epochs.filter((other) => other.epoch < metrics.epoch), metrics],
        stripEpochs: strip ? insert(run.stripEpochs, metrics.epoch) : run.stripEpochs,
        batchCurve: [],
      };
    }
    case 'ended':
      return {
        ...run,
        state: report.reason,
        message: report.message,
        measuring: null,
        progress: null,
        batchCurve: [],
      };
  }
}

const BATCH_POINTS = 400;

function growBatchCurve(run: RunView, report: Extract<TrainingReport, { type: 'progress' }>): readonly BatchPoint[] {
  const kept = run.progress !== null && run.progress.epoch === report.epoch ? run.batchCurve : [];
  const share = run.batchesPerEpoch ? Math.min(1, report.batch / run.batchesPerEpoch) : 0;
  const grown = [...kept, { at: report.epoch - 1 + share, loss: report.batchLoss, terms: report.terms }];
  // An epoch of hours reports 36,000 times an hour: keep every other point once there are many.
  return grown.length <= BATCH_POINTS
    ? grown
    : grown.filter((_, index) => index % 2 === 0 || index === grown.length - 1);
}

const insert = (epochs: readonly number[], epoch: number): readonly number[] =>
  epochs.includes(epoch) ? epochs : [...epochs, epoch].sort((a, b) => a - b);

/** How much of the whole run is done, 0 to 1. */
export function shareDone(run: RunView): number {
  if (run.epochsPlanned <= 0) return 0;
  const done = run.epochs.at(-1)?.epoch ?? 0;
  const within =
    run.progress !== null && run.batchesPerEpoch && run.progress.epoch > done
      ? run.progress.batch / run.batchesPerEpoch
      : 0;
  return Math.min(1, (done + within) / run.epochsPlanned);
}

/** The epoch to show as the present one: the one under way, else the last one done. */
export function presentEpoch(run: RunView): number {
  const done = run.epochs.at(-1)?.epoch ?? 0;
  return isLive(run.state) ? Math.max(done, run.progress?.epoch ?? 0) : done;
}

/** The best epoch so far, by validation loss (training loss where there is none). */
export const bestEpoch = (epochs: readonly EpochMetrics[]): EpochMetrics | null =>
  epochs.findLast((metrics) => metrics.best) ?? null;

export const isEndReason = (state: RunState): state is EndReason => !isLive(state);
