/** What a run has measured, for formats that are of a run. Owns reading it; the trainer writes it. */
import { stat } from 'node:fs/promises';
import { UserError } from '#shared/problem.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import { readMetrics } from '../trainer/metrics-file.ts';
import { runFolder } from '../trainer/run-folder.ts';
import type { ExportedPart } from './format.ts';

export interface RunFigures {
  readonly epochs: readonly EpochMetrics[];
  /** When the last of them was written, seconds since 1970. */
  readonly endedAt: number;
}

/** Throws a UserError for a network that has no run with at least one epoch. */
export async function figuresOf({ run, drawn }: ExportedPart): Promise<RunFigures> {
  const path = run && runFolder(run.folder).metrics;
  const epochs = path === null ? [] : await readMetrics(path);
  if (path === null || epochs.length === 0)
    throw new UserError({
      received: `“${drawn.name}” has no run with figures.`,
      expected: 'A run with at least one whole epoch was expected.',
      action: 'Train it for an epoch first.',
    });
  return { epochs, endedAt: (await stat(path)).mtimeMs / 1000 };
}
