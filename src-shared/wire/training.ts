/** What studio and trainer say to each other. One trainer process a run; every report carries its run's id. */
import * as v from 'valibot';
import type { Project } from '../graph/document.ts';
import type { ThreeParts } from '../problem.ts';
import type { DeviceChoice, DeviceInfo, MeasuringProgress } from './devices.ts';
import type { Evaluation } from './evaluation.ts';
import type { DreamNetwork } from './explore/dream.ts';
import type { ExportProgress, ExportRequest, ExportResult } from './export.ts';
import type { ExploreProgress } from './explore/index.ts';
import type { ExploreInfo } from './explore/info.ts';
import type { ImportReport } from './import.ts';

/** What the studio sends. `start` is the first message and comes once. */
export type TrainerCommand =
  | {
      readonly type: 'start';
      readonly runId: string;
      /** A frozen snapshot. */
      readonly project: Project;
      /** Existing folder of the run; the trainer writes metrics, checkpoints and the strip into it. */
      readonly folder: string;
      /** Folder of the prepared dataset (see src-main/data/cache.ts). */
      readonly dataset: string;
      /** Go on from the folder's last checkpoint. */
      readonly resume: boolean;
      /** What the studio chose; without it the project's own setting counts. */
      readonly device?: DeviceChoice;
      /** Folder of the run that project.training.startFrom names; left out where it names none. */
      readonly startFrom?: string;
    }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'stop' }
  /** Instead of `start`: measures the run's best checkpoint on samples that it was not trained on, then the process ends. Writes nothing. */
  | {
      readonly type: 'evaluate';
      readonly runId: string;
      /** The run's snapshot. */
      readonly project: Project;
      readonly folder: string;
      /** The run's own prepared data; null where they are gone, and others are given. */
      readonly dataset: string | null;
      /** Prepared data to judge on instead of what the run kept apart of its own; null: its own. */
      readonly given: string | null;
      /** Label of usual samples, to tell unusual ones from; null: not asked. */
      readonly normal: string | null;
    }
  /** Instead of `start`: writes the run's network in another format, then the process ends; `stop` cancels it. Changes nothing of the run. */
  | {
      readonly type: 'export';
      readonly runId: string;
      /** The run's snapshot. */
      readonly project: Project;
      readonly folder: string;
      readonly checkpoint: 'best' | 'last';
      /** The run's prepared data, to prove the export with; null where they are gone. */
      readonly dataset: string | null;
      readonly request: ExportRequest;
    }
  /** Instead of `start`: says what these devices are, each as soon as it is known, then the process ends. */
  | { readonly type: 'probe'; readonly runId: string; readonly devices: readonly string[] }
  /** Instead of `start`: times a few steps of the project's training on one device, then the process ends. Writes nothing. */
  | {
      readonly type: 'measure';
      readonly runId: string;
      readonly project: Project;
      readonly dataset: string;
      readonly device: string;
    }
  /** Instead of `start`: opens the run's network and answers `ask`s about it until the process is ended. Writes nothing. */
  | {
      readonly type: 'explore';
      readonly runId: string;
      /** The run's snapshot. */
      readonly project: Project;
      readonly folder: string;
      readonly checkpoint: 'best' | 'last';
      readonly dataset: string;
      /** At most so many threads, while others train; left out: as many as there are cores. */
      readonly threads?: number;
    }
  /** Instead of `start`: imports a TensorFlow.js model and answers Dream's `ask`s about it until the process is ended. Writes nothing. */
  | {
      readonly type: 'import';
      /** Names it in asks. */
      readonly runId: string;
      /** Absolute, of its model.json or of the folder that it lies in. */
      readonly path: string;
      readonly threads?: number;
    }
  /** Instead of `start`: makes a project of a model file, and a checkpoint of its weights in the folder, then the process ends. */
  | {
      readonly type: 'importModel';
      readonly runId: string;
      /** Absolute. */
      readonly path: string;
      /** Of the run to be, empty. */
      readonly folder: string;
    }
  | {
      readonly type: 'ask';
      /** Comes back in the answer. */
      readonly id: number;
      /** Of exploreAsks, or 'refresh': reads the checkpoint anew. */
      readonly name: string;
      readonly input: unknown;
    }
  /** Ends an `ask` as soon as it looks up; it is answered with `cancelled`. */
  | { readonly type: 'cancel'; readonly id: number }
  /** A run trains: an explorer takes its processor time only where that leaves some. */
  | { readonly type: 'giveWay' };

export type EndReason =
  /** All epochs done. */
  | 'finished'
  /** Early stopping. */
  | 'stoppedEarly'
  /** Stopped by a person; can be continued. */
  | 'stopped'
  /** The loss became NaN or infinite. */
  | 'notFinite'
  /** Could not start or go on; the message says why. */
  | 'failed'
  /** The process died. */
  | 'crashed';

export interface TermMetrics {
  readonly train: number | null;
  readonly validation: number | null;
}

export interface EpochMetrics {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  /** Null without validation samples. */
  readonly validationLoss: number | null;
  /** Means of what else the objective measures, by its terms' names; null where none was measured. */
  readonly terms: Readonly<Record<string, TermMetrics>>;
  readonly learningRate: number;
  /** Training time of this epoch alone, without validation. */
  readonly seconds: number;
  readonly samplesPerSecond: number;
  /** Best so far (validation loss, or training loss where there is none). */
  readonly best: boolean;
}

const finite = v.pipe(v.number(), v.finite());

/** One line of a run's metrics file. */
export const epochMetricsSchema = v.object({
  epoch: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  loss: finite,
  validationLoss: v.nullable(finite),
  terms: v.optional(v.record(v.string(), v.object({ train: v.nullable(finite), validation: v.nullable(finite) })), {}),
  learningRate: finite,
  seconds: finite,
  samplesPerSecond: finite,
  best: v.boolean(),
}) satisfies v.GenericSchema<unknown, EpochMetrics>;

/** What the trainer reports, at most 10 `progress` a second. */
export type TrainingReport =
  | { readonly type: 'state'; readonly runId: string; readonly state: 'preparing' | 'compiling' | 'running' | 'paused' }
  /** While preparing: "auto" tries the network on the devices of this machine. */
  | ({ readonly type: 'measuring'; readonly runId: string } & MeasuringProgress)
  | {
      readonly type: 'started';
      readonly runId: string;
      /** What really runs it. */
      readonly device: DeviceChoice;
      readonly weights: number;
      readonly samples: { readonly train: number; readonly validation: number; readonly test: number };
      readonly batchesPerEpoch: number;
      readonly epochs: number;
      /** First epoch that this process runs: 1, or more after a resume. */
      readonly firstEpoch: number;
      readonly compileSeconds: number;
    }
  | {
      readonly type: 'progress';
      readonly runId: string;
      readonly epoch: number;
      /** Batches of this epoch done. */
      readonly batch: number;
      /** Mean training loss of this epoch so far. */
      readonly loss: number;
      /** Loss of the last batch alone. */
      readonly batchLoss: number;
      /** Means of the terms in this epoch so far. */
      readonly terms: Readonly<Record<string, number>>;
      readonly samplesPerSecond: number;
      readonly secondsElapsed: number;
      readonly secondsLeft: number;
    }
  | ({
      readonly type: 'epoch';
      readonly runId: string;
      /** A new strip picture stands in the run's folder. */ readonly strip: boolean;
    } & EpochMetrics)
  | {
      readonly type: 'ended';
      readonly runId: string;
      readonly reason: EndReason;
      /** In words, for every reason but `finished`. */
      readonly message: ThreeParts | null;
      readonly epochs: number;
      readonly bestEpoch: number | null;
    };

interface Refusal {
  readonly type: 'refused';
  readonly runId: string;
  readonly message: ThreeParts;
}

/** Answers to `evaluate`: what is being done, and at last the figures. */
export type EvaluationReport =
  | { readonly type: 'evaluating'; readonly runId: string; readonly doing: string }
  | { readonly type: 'evaluated'; readonly runId: string; readonly evaluation: Evaluation }
  | Refusal;

/** Answers to `export`: what is being done, and at last what was written, or that it was cancelled. */
export type ExportReport =
  | { readonly type: 'exporting'; readonly runId: string; readonly progress: ExportProgress }
  | { readonly type: 'exported'; readonly runId: string; readonly result: ExportResult }
  | { readonly type: 'notExported'; readonly runId: string }
  | Refusal;

/** Answers to `importModel`: what is being done, and at last what came of it. */
export type ImportReply =
  | { readonly type: 'importing'; readonly runId: string; readonly doing: string }
  | {
      readonly type: 'modelImported';
      readonly runId: string;
      readonly project: Project;
      readonly report: ImportReport;
    }
  | Refusal;

/** Answers to `probe`, one a device. */
export interface ProbeReport {
  readonly type: 'probed';
  readonly runId: string;
  readonly device: DeviceInfo;
}

/** Answers to `measure`. */
export type MeasureReport =
  { readonly type: 'measured'; readonly runId: string; readonly samplesPerSecond: number } | Refusal;

/** Answers to `explore`, `import` and to each `ask`. */
export type ExploreReport =
  | { readonly type: 'explored'; readonly runId: string; readonly info: ExploreInfo }
  | { readonly type: 'imported'; readonly runId: string; readonly network: DreamNetwork }
  | { readonly type: 'answering'; readonly runId: string; readonly id: number; readonly progress: ExploreProgress }
  | { readonly type: 'answered'; readonly runId: string; readonly id: number; readonly value: unknown }
  | {
      readonly type: 'unanswered';
      readonly runId: string;
      readonly id: number;
      /** `defect`: the words are for a person all the same, what happened is in the log. */
      readonly kind: 'user' | 'defect' | 'cancelled';
      readonly message: ThreeParts;
    }
  | Refusal;

/** Everything a trainer process says. */
export type TrainerReply =
  TrainingReport | EvaluationReport | ExportReport | ImportReply | ProbeReport | MeasureReport | ExploreReport;
