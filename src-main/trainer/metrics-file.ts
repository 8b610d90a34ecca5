/** The run's metrics as JSON lines, one an epoch: appended and flushed before the checkpoint that counts the epoch. */
import { open, readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { epochMetricsSchema, type EpochMetrics } from '#shared/wire/training.ts';
import { writeFileSafely } from '../files/write-safely.ts';

export async function appendMetrics(path: string, metrics: EpochMetrics): Promise<void> {
  const file = await open(path, 'a');
  try {
    await file.writeFile(`${JSON.stringify(metrics)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Of all epochs, in order; empty where there are none. A line that a crash cut off is left out. */
export async function readMetrics(path: string): Promise<readonly EpochMetrics[]> {
  return parseLines(await readFile(path, 'utf8').catch(() => ''));
}

/** Makes the file agree with a checkpoint: lines past it go (their epochs are run again), missing ones come from `recent`. */
export async function alignMetrics(path: string, epochs: number, recent: readonly EpochMetrics[]): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = new Map<number, EpochMetrics>();
  for (const metrics of [...parseLines(text), ...recent]) {
    if (metrics.epoch <= epochs) lines.set(metrics.epoch, metrics);
  }
  const ordered = [...lines.values()].sort((a, b) => a.epoch - b.epoch);
  const aligned = ordered.map((metrics) => `${JSON.stringify(metrics)}\n`).join('');
  if (aligned !== text) await writeFileSafely(path, aligned);
}

function parseLines(text: string): EpochMetrics[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [v.parse(epochMetricsSchema, JSON.parse(line))];
    } catch {
      // An empty last line, or one that a crash cut off.
      return [];
    }
  });
}
