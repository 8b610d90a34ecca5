/**
 * run.json: what a run is and how far it came, beside what its trainer writes. Owns the record and its reading and
 * writing; the trainer owns metrics, checkpoints and strip.
 */
import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { DeviceChoice } from '#shared/wire/devices.ts';
import type { RunState, RunSummary } from '#shared/wire/studio.ts';
import { isRunning, writeFileSafely } from '../../files/write-safely.ts';

const finite = v.pipe(v.number(), v.finite());
const number = v.nullable(finite);

const states = [
  'preparing',
  'compiling',
  'running',
  'paused',
  'finished',
  'stoppedEarly',
  'stopped',
  'notFinite',
  'failed',
  'crashed',
] as const satisfies readonly RunState[];

const choiceSchema = v.object({
  id: v.string(),
  title: v.string(),
  name: v.nullable(v.string()),
  why: v.picklist(['asked', 'only', 'fastest', 'unmeasured', 'continued']),
  speeds: v.array(
    v.object({ id: v.string(), title: v.string(), samplesPerSecond: number, failure: v.nullable(v.string()) }),
  ),
}) satisfies v.GenericSchema<unknown, DeviceChoice>;

const recordSchema = v.object({
  format: v.literal('hourglass-run'),
  version: v.literal(1),
  /** The studio that drives it, so that another one leaves it alone while that lives. */
  owner: v.object({ host: v.string(), process: finite }),
  id: v.string(),
  projectId: v.string(),
  projectName: v.string(),
  startedAt: finite,
  endedAt: number,
  state: v.picklist(states),
  message: v.nullable(v.object({ received: v.string(), expected: v.string(), action: v.string() })),
  epochsPlanned: finite,
  epochsDone: finite,
  loss: number,
  validationLoss: number,
  terms: v.optional(v.record(v.string(), v.object({ train: number, validation: number })), {}),
  objective: v.optional(v.nullable(v.string()), null),
  bestEpoch: number,
  device: v.nullable(v.string()),
  deviceChoice: v.optional(v.nullable(choiceSchema), null),
  weights: number,
  samplesPerSecond: number,
});

type RunRecord = v.InferOutput<typeof recordSchema>;

const pathOf = (folder: string): string => join(folder, 'run.json');

export async function writeRecord(summary: RunSummary): Promise<void> {
  const text = formatRecord(summary, { host: hostname(), process: process.pid });
  await writeFileSafely(pathOf(summary.folder), text);
}

export function formatRecord({ folder: _folder, ...rest }: RunSummary, owner: RunRecord['owner']): string {
  const record: RunRecord = {
    format: 'hourglass-run',
    version: 1,
    owner,
    ...rest,
    message: rest.message && { ...rest.message },
    deviceChoice: rest.deviceChoice && { ...rest.deviceChoice, speeds: [...rest.deviceChoice.speeds] },
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Null for a folder that is no run, or whose record is not readable. `owned`: another studio that lives drives it. */
export async function readRecord(folder: string): Promise<{ summary: RunSummary; owned: boolean } | null> {
  try {
    const {
      format: _format,
      version: _version,
      owner,
      ...rest
    } = v.parse(recordSchema, JSON.parse(await readFile(pathOf(folder), 'utf8')));
    return { summary: { ...rest, folder }, owned: owner.host !== hostname() || isAnotherRunning(owner.process) };
  } catch {
    return null;
  }
}

/** Of all runs in a folder, in no order. */
export async function readRecords(runsFolder: string): Promise<{ summary: RunSummary; owned: boolean }[]> {
  const names = await readdir(runsFolder).catch(() => []);
  const records = await Promise.all(names.map((name) => readRecord(join(runsFolder, name))));
  return records.filter((record) => record !== null);
}

export const isActive = (state: RunState): boolean =>
  state === 'preparing' || state === 'compiling' || state === 'running' || state === 'paused';

/** What becomes of a run whose studio died with it under way. */
export function markCrashed(summary: RunSummary): RunSummary {
  return {
    ...summary,
    state: 'crashed',
    endedAt: summary.endedAt ?? Date.now(),
    message: {
      received: `Hourglass was closed while this run was under way, after ${summary.epochsDone} of ${summary.epochsPlanned} epochs.`,
      expected: 'A run ends when it is done or stopped.',
      action: 'Continue it: it goes on from its last checkpoint.',
    },
  };
}

/** A run as it stands, for those who get a copy of it: one that is under way goes on without them. */
export function asEnded(summary: RunSummary): RunSummary {
  if (!isActive(summary.state)) return summary;
  return {
    ...summary,
    state: 'stopped',
    endedAt: Date.now(),
    message: {
      received: `This is a copy of a run that was under way, after ${summary.epochsDone} of ${summary.epochsPlanned} epochs.`,
      expected: 'The run itself went on where it was started.',
      action: 'Continue it: it goes on from its last checkpoint.',
    },
  };
}

/** This process knows its own runs; its number in an old record was an earlier process's: in containers all have the same. */
const isAnotherRunning = (processId: number): boolean => processId !== process.pid && isRunning(processId);
