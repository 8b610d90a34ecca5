/** What every source of sequences is made of, before windows are cut: whole sequences, read one at a time. Owns types alone. */
import type { SequenceForm } from '#shared/wire/data-forms.ts';
import type { Part, Skipped } from '../format.ts';

export interface Series {
  /** [steps, channels], row-major, in their own units; NaN where nothing is there. */
  readonly values: Float64Array;
  /** Of each step; null: the series' own label counts for all. */
  readonly labels: readonly string[] | null;
}

export interface SeriesEntry {
  /** The file it comes from, or its name within one. */
  readonly file: string;
  readonly label: string | null;
  readonly part?: Part | undefined;
}

/** Sequences that can be read one after the other, and again. */
export interface SeriesSet {
  readonly channels: readonly string[];
  /** Whether all channels measure the same and share their scale. */
  readonly alike: boolean;
  readonly entries: readonly SeriesEntry[];
  readonly sound?: SequenceForm['sound'];
  /** Columns of the files, for people to choose among; empty for sound. */
  readonly columns: readonly string[];
  /** Null and a reason for one that cannot be read; `note` gets rows that are left out. */
  read(entry: number, note: (skipped: Skipped) => void): Promise<Series | null>;
}
