/** Early stopping as Keras has it: how long since the watched loss improved by at least `minDelta`. Pure. */
import type { TrainingSettings } from '#shared/graph/document.ts';

export interface PatienceMemory {
  readonly best: number | null;
  /** Epochs since the best. */
  readonly waited: number;
}

export const freshPatience: PatienceMemory = { best: null, waited: 0 };

/** Called once an epoch with the watched loss. */
export function watchPatience(
  settings: TrainingSettings['earlyStopping'],
  memory: PatienceMemory,
  loss: number,
): PatienceMemory {
  if (settings === null) return memory;
  const improved = memory.best === null || loss < memory.best - settings.minDelta;
  return improved ? { best: loss, waited: 0 } : { best: memory.best, waited: memory.waited + 1 };
}

export const isPatienceOver = (settings: TrainingSettings['earlyStopping'], memory: PatienceMemory): boolean =>
  settings !== null && memory.waited >= settings.patience;
