/** Calls that fill in missing cells of rows: of some at hand, or of a whole file. */
import * as v from 'valibot';
import { call, id, path } from '../call.ts';
import { floatsUpTo, type Floats } from './values.ts';

/** How often a row is filled and fed again; one pass where the network was trained with hidden cells. */
const rounds = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100));

export const fillRowsCalls = {
  /** Rows [count, row size] as stored, cells to be filled being missing (src-shared/data/missing.ts). */
  'explore:fillRows': call<{
    /** Known cells as they were; the others as people are shown them: categories as probabilities. */
    readonly rows: Floats;
    /** That it took until nothing changed any more. */
    readonly rounds: number;
  }>()(
    v.strictObject({
      subject: id,
      job: v.optional(id),
      rows: floatsUpTo(4_000_000),
      count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(4096)),
      rounds,
    }),
  ),
  /** A whole file as CSV, its missing cells filled in, in their own units; null: the file that the run was trained on. */
  'explore:fillFile': call<{
    readonly text: string;
    readonly rows: number;
    /** Cells. */
    readonly filled: number;
    /** Rows that could not be read; they are written as they were. */
    readonly skipped: number;
  }>()(v.strictObject({ subject: id, job: v.optional(id), path: v.nullable(path), rounds })),
} as const;
