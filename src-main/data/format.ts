/** What every data format says of itself. One file a format implements it; formats.ts lists them. Owns no files. */
import type { DataSource, DataSplit, ImagePreprocessing } from '#shared/graph/document.ts';

/** How pictures come out: uint8 [height, width, channels]. */
export interface Target {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly fit: ImagePreprocessing['fit'];
  readonly invert: boolean;
}

/** How samples come out. */
export interface Plan extends Target {
  /** The second picture of each pair; left out where samples are single pictures. */
  readonly second?: Target;
}

/** For what a source keeps a sample, in the order in which samples are stored. */
export const parts = ['train', 'validation', 'test'] as const;
export type Part = (typeof parts)[number];

export interface Sample {
  /** [height, width, channels] of the target. Valid until the next sample is asked for. */
  readonly pixels: Uint8Array;
  /** [height, width, channels] of plan.second; valid as long. */
  readonly second?: Uint8Array;
  /** Left out by sources that keep no samples apart. */
  readonly part?: Part;
  /** Position in labelNames; null where there are no labels. */
  readonly label: number | null;
  /** Relative to the chosen folder, with `/`; null where samples are not files. */
  readonly file: string | null;
  /** Pixels of the original. */
  readonly originalWidth: number;
  readonly originalHeight: number;
}

/** Something that could not be used, and why, in words that continue "it is …" or stand alone. */
export interface Skipped {
  readonly file: string;
  readonly reason: string;
}

/** Candidates [first, end): the first of them that can be decoded becomes the sample. */
export interface Slot {
  readonly first: number;
  readonly end: number;
}

/** All slots of an import. Computed, not stored: there may be millions. */
export interface Slots {
  readonly count: number;
  at(slot: number): Slot;
}

/** What a source holds, found without decoding it. */
export interface SourceContents {
  /** Changes whenever the contents do. */
  readonly fingerprint: string;
  /** Samples there may be; some may turn out to be broken. */
  readonly candidates: number;
  /** Null: no labels. Labels without samples are left out later. */
  readonly labelNames: readonly string[] | null;
  readonly samplesAreFiles: boolean;
  /** Found unusable while listing. */
  readonly skipped: readonly Skipped[];
  /** Shown to people: "10,000 handwritten digits". */
  title(samples: number): string;
  /** Settles size and colour, where need be by looking at some samples. */
  plan(image: ImagePreprocessing, signal: AbortSignal): Promise<Plan>;
  /**
   * Yields the samples of the slots in order, those of one part after those of another, and what was skipped on the way. Holds a few
   * samples in memory at a time.
   */
  decode(slots: Slots, plan: Plan, signal: AbortSignal): AsyncGenerator<Sample | Skipped, void, undefined>;
}

/** What a source is looked into with. */
export interface Inspection {
  readonly signal: AbortSignal;
  /** Folders whose samples the source keeps apart. */
  readonly split: DataSplit;
  /** Where downloaded datasets lie; null where there are none. */
  readonly downloadsFolder: string | null;
}

export interface DataFormat<Source extends DataSource = DataSource> {
  /** Throws a UserError when there is nothing to use. */
  inspect(source: Source, inspection: Inspection): Promise<SourceContents>;
}

/** Spreads `limit` slots evenly over all candidates; without a limit each candidate is a slot. */
export function spreadSlots(candidates: number, limit: number | null): Slots {
  const count = Math.min(limit ?? candidates, candidates);
  const start = (slot: number): number => Math.floor((slot * candidates) / count);
  return { count, at: (slot) => ({ first: start(slot), end: start(slot + 1) }) };
}

/** The plan of a source whose pictures all have one shape, [height, width, channels]. */
export const planFor =
  ([height, width, channels]: readonly [number, number, 1 | 3]) =>
  async (image: ImagePreprocessing): Promise<Plan> => ({
    height: image.height ?? height,
    width: image.width ?? width,
    channels: image.color === 'auto' ? channels : image.color === 'grey' ? 1 : 3,
    fit: image.fit,
    invert: image.invert,
  });

/** "1 image", "3,786 images". */
export const countOf = (count: number, singular: string, plural = `${singular}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? singular : plural}`;
