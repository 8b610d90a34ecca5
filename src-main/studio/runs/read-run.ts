/** Reads what a run's folder holds for the window: snapshot, metrics, strip. Changes nothing. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Project } from '#shared/graph/document.ts';
import { parseProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import { formSchema } from '#shared/wire/data-forms.ts';
import { plainRows } from '#shared/wire/strip.ts';
import type { StripInfo } from '#shared/wire/studio.ts';
import { epochMetricsSchema, type EpochMetrics } from '#shared/wire/training.ts';

export const snapshotName = 'project.hourglass';

export async function readSnapshot(folder: string): Promise<Project> {
  const text = await readFile(join(folder, snapshotName), 'utf8').catch(() => {
    throw new UserError({
      received: `There is no “${snapshotName}” in ${folder}.`,
      expected: 'A run keeps the project that it was started with in its folder.',
      action: 'Choose another run, or remove this one.',
    });
  });
  return parseProject(text, snapshotName);
}

const number = v.pipe(v.number(), v.finite());

/** A line that a crash cut off is left out. */
export async function readMetrics(folder: string): Promise<readonly EpochMetrics[]> {
  const text = await readFile(join(folder, 'metrics.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const parsed = v.safeParse(epochMetricsSchema, parseJson(line));
    return parsed.success ? [parsed.output] : [];
  });
}

const stripSchema = v.object({
  count: number,
  width: number,
  height: number,
  labels: v.array(v.string()),
  epochs: v.array(number),
  rows: v.optional(
    v.array(v.object({ picture: v.pipe(v.string(), v.regex(/^[a-z]+$/)), title: v.string(), changes: v.boolean() })),
    () => [...plainRows],
  ),
  target: v.optional(v.object({ width: number, height: number })),
  numbers: v.optional(v.object({ form: formSchema, shape: v.array(number), target: v.optional(v.array(number)) })),
  guesses: v.optional(
    v.array(v.object({ epoch: number, samples: v.array(v.object({ label: v.string(), confidence: number })) })),
  ),
});

/** Null before the first pictures. */
export async function readStrip(folder: string): Promise<StripInfo | null> {
  const text = await readFile(join(folder, 'strip', 'strip.json'), 'utf8').catch(() => '');
  const parsed = v.safeParse(stripSchema, parseJson(text));
  return parsed.success ? parsed.output : null;
}

/** A row of numbers, as stored. Throws a UserError where it is gone. */
export async function readNumbers(folder: string, row: string): Promise<Buffer> {
  return readFile(join(folder, 'strip', `${row}.f32`)).catch(() => {
    throw new UserError({
      received: `The run’s folder has no “${row}.f32”.`,
      expected: 'A run keeps what its network made of a few samples after each epoch.',
      action: 'Choose another epoch, or train again.',
    });
  });
}

/** Path of one of the strip's pictures, or null for any other name. */
export function stripPicture(folder: string, name: string): string | null {
  return /^[a-z]{1,40}(-\d{1,6})?\.png$/.test(name) ? join(folder, 'strip', name) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
