/**
 * Measures how fast devices train a project, one after the other, each in a process of its own. Owns the order and the
 * words for failures; the timing is the trainer's (trainer/measure.ts).
 */
import { randomUUID } from 'node:crypto';
import type { Project } from '#shared/graph/document.ts';
import type { DeviceInfo, DeviceSpeed, MeasuringProgress } from '#shared/wire/devices.ts';
import type { RunDependencies } from '../runs/dependencies.ts';
import { askTrainer, type Outcome } from './ask-trainer.ts';

/** Compiling included. A device that needs longer for a few steps is none to wait for. */
const limitMilliseconds = 60_000;

export interface MeasureOptions {
  readonly project: Project;
  /** Folder of the prepared data. */
  readonly dataset: string;
  readonly candidates: readonly DeviceInfo[];
  readonly onProgress?: (progress: MeasuringProgress) => void;
  readonly signal?: AbortSignal;
  readonly limitMilliseconds?: number;
}

/** Rejects only with the signal's reason. */
export async function measureDevices(
  dependencies: Pick<RunDependencies, 'fork' | 'trainerEntry' | 'environment'>,
  { project, dataset, candidates, onProgress, signal, limitMilliseconds: limit = limitMilliseconds }: MeasureOptions,
): Promise<DeviceSpeed[]> {
  const speeds: DeviceSpeed[] = [];
  for (const { id, title } of candidates) {
    onProgress?.({ device: title, number: speeds.length + 1, of: candidates.length });
    let samplesPerSecond: number | null = null;
    let failure: string | null = null;
    const outcome = await askTrainer(dependencies, {
      command: { type: 'measure', runId: randomUUID(), project, dataset, device: id },
      onReply: (reply) => {
        if (reply.type === 'measured') samplesPerSecond = reply.samplesPerSecond;
        else if (reply.type === 'refused') failure = reply.message.received;
        return samplesPerSecond !== null || failure !== null;
      },
      limitMilliseconds: limit,
      ...(signal && { signal }),
    });
    if (samplesPerSecond === null) failure ??= describeOutcome(outcome, limit);
    speeds.push({ id, title, samplesPerSecond, failure });
  }
  return speeds;
}

function describeOutcome(outcome: Outcome, limit: number): string {
  if (typeof outcome === 'string') return `A few steps took longer than ${limit / 1000} seconds.`;
  const how = outcome.signal ?? (outcome.code === null ? null : `exit code ${outcome.code}`);
  return `The process that measured it ended by itself${how === null ? '' : ` (${how})`}.`;
}
