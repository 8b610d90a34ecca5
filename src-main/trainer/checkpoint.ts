/**
 * A checkpoint: one safetensors file with weights ("weights/…"), optimizer memory ("optimizer/…") and, as the text
 * "state", where the run stands (state.ts). Owns what must be in it; not when one is written.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as v from 'valibot';
import { UserError } from '#shared/problem.ts';
import { writeFileSafely } from '../files/write-safely.ts';
import { DamagedContainer, readContainer, writeContainer, type NamedTensor } from './safetensors.ts';
import { stateSchema, type TrainingState } from './state.ts';

const format = 'hourglass-checkpoint-1';

export interface Checkpoint {
  readonly state: TrainingState;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

/** Name of the first tensor with a value that is NaN or infinite, or null. */
export function findNotFinite(tensors: ReadonlyMap<string, NamedTensor>): string | null {
  for (const [name, { values }] of tensors) {
    // A plain loop: this looks at every weight after every epoch. Only finite numbers less themselves are 0.
    for (let i = 0; i < values.length; i++) if (values[i]! - values[i]! !== 0) return name;
  }
  return null;
}

/** Replaces each file in one step, one after the other; a crash leaves the old one. Refuses values that are not finite. */
export async function writeCheckpoint(paths: readonly string[], { state, tensors }: Checkpoint): Promise<void> {
  const bad = findNotFinite(tensors);
  if (bad !== null) throw new Error(`A checkpoint with values that are not finite in ${bad} was about to be written.`);
  const file = writeContainer({ texts: { format, state: JSON.stringify(state) }, tensors });
  for (const path of paths) await writeFileSafely(path, file);
}

/** Throws a UserError naming the file unless it is there, whole, of this format and finite. */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const file = await readFile(path).catch(() => {
    throw refuse(path, 'it cannot be read');
  });
  try {
    const { texts, tensors } = readContainer(file);
    if (texts['format'] !== format) throw new DamagedContainer('it is not a checkpoint of this version of Hourglass');
    const state = v.safeParse(stateSchema, JSON.parse(texts['state'] ?? 'null'));
    if (!state.success) throw new DamagedContainer('it does not say where its run stands');
    const bad = findNotFinite(tensors);
    if (bad !== null) throw new DamagedContainer(`“${bad}” holds values that are not finite numbers`);
    return { state: state.output, tensors };
  } catch (error) {
    if (error instanceof DamagedContainer) throw refuse(path, error.message);
    if (error instanceof SyntaxError) throw refuse(path, 'it does not say where its run stands');
    throw error;
  }
}

function refuse(path: string, reason: string): UserError {
  return new UserError({
    received: `The checkpoint “${basename(path)}” in ${dirname(path)} cannot be used: ${reason}.`,
    expected: 'A checkpoint is a whole file that Hourglass wrote, with finite weights.',
    action: 'Train again from the start, or put back an older copy of the file.',
  });
}
