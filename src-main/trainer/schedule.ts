/** The learning rate of each batch, and what "reduce on plateau" remembers. Pure; owns no training loop. */
import type { TrainingSettings } from '#shared/graph/document.ts';

export interface Position {
  /** From 1. */
  readonly epoch: number;
  /** Batches of this epoch already done. */
  readonly batch: number;
  readonly batchesPerEpoch: number;
}

export interface PlateauMemory {
  readonly best: number | null;
  /** Epochs since the best. */
  readonly waited: number;
  /** What the learning rate has been multiplied with so far. */
  readonly factor: number;
}

export const freshPlateau: PlateauMemory = { best: null, waited: 0, factor: 1 };

/** The learning rate for the batch at this position. Warm-up and cosine change with every batch, the others by epoch. */
export function learningRateAt(
  settings: Pick<TrainingSettings, 'learningRate' | 'schedule' | 'epochs'>,
  position: Position,
  plateau: PlateauMemory,
): number {
  const { schedule, learningRate, epochs } = settings;
  switch (schedule.kind) {
    case 'constant':
      return learningRate;
    case 'step':
      return learningRate * schedule.factor ** Math.floor((position.epoch - 1) / schedule.every);
    case 'plateau':
      return learningRate * plateau.factor;
    case 'cosine': {
      const { epoch, batch, batchesPerEpoch } = position;
      const done = epoch - 1 + batch / batchesPerEpoch;
      // The first batch already moves: its rate is one batch's share of the rise, not zero.
      if (done < schedule.warmup) return (learningRate * (done + 1 / batchesPerEpoch)) / schedule.warmup;
      const share = Math.min(1, (done - schedule.warmup) / Math.max(1, epochs - schedule.warmup));
      const height = (1 + Math.cos(Math.PI * share)) / 2;
      return learningRate * (schedule.final + (1 - schedule.final) * height);
    }
  }
}

/** Called once an epoch with the watched loss: after `patience` epochs without a new best the factor shrinks. */
export function watchPlateau(
  schedule: TrainingSettings['schedule'],
  memory: PlateauMemory,
  loss: number,
): PlateauMemory {
  if (schedule.kind !== 'plateau') return memory;
  if (memory.best === null || loss < memory.best) return { ...memory, best: loss, waited: 0 };
  const waited = memory.waited + 1;
  return waited < schedule.patience
    ? { ...memory, waited }
    : { ...memory, waited: 0, factor: memory.factor * schedule.factor };
}
