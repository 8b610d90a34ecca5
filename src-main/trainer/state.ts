/** Where a run stands: everything besides weights and optimizer memory that an exact resume needs. Owns no loop. */
import * as v from 'valibot';
import { epochMetricsSchema, type EpochMetrics } from '#shared/wire/training.ts';
import { freshPatience } from './early-stopping.ts';
import { freshPlateau } from './schedule.ts';

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const stateSchema = v.object({
  /** In the data that the run began with: which of them are set aside depends on their number. */
  samples: whole,
  /** Epochs completed. */
  epochs: whole,
  /** Batches done of the epoch after those. */
  batch: whole,
  /** Updates done in all: the optimizer's step number and the seed of each step's random operations. */
  steps: whole,
  /** Of the epoch under way: sums of loss and terms × samples, samples they were measured on, samples seen, seconds of training. */
  running: v.object({
    samples: whole,
    seconds: finite,
    measures: v.optional(v.record(v.string(), v.object({ sum: finite, samples: whole })), {}),
  }),
  /** Seconds of training in all epochs, those before a resume included. */
  seconds: finite,
  best: v.nullable(v.object({ epoch: whole, loss: finite })),
  plateau: v.object({ best: v.nullable(finite), waited: whole, factor: finite }),
  patience: v.object({ best: v.nullable(finite), waited: whole }),
  /** The last epochs' metrics, to complete the metrics file after a crash. */
  recent: v.array(epochMetricsSchema),
});

export type TrainingState = v.InferOutput<typeof stateSchema>;

export const recentKept = 10;
export const nothingRunning: TrainingState['running'] = {
  samples: 0,
  seconds: 0,
  measures: {},
};

export const freshState = (samples: number): TrainingState => ({
  samples,
  epochs: 0,
  batch: 0,
  steps: 0,
  running: nothingRunning,
  seconds: 0,
  best: null,
  plateau: freshPlateau,
  patience: freshPatience,
  recent: [],
});

/** What patience and plateau watch, and "best" is chosen by: validation loss, or training loss where there is none. */
export const watchedLoss = (epoch: Pick<EpochMetrics, 'loss' | 'validationLoss'>): number =>
  epoch.validationLoss ?? epoch.loss;
