/** What every data format says of itself. One file a format implements it; formats.ts lists them. Owns no files. */
import type { DataBinding, DataSource, ImagePreprocessing } from '#shared/graph/document.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { FormInfo } from '#shared/wire/data-forms.ts';
import type { Elements, ElementType } from './elements.ts';

/** One array of numbers a sample: its shape without the samples, and how a number is stored. */
export interface Stream {
  readonly shape: Shape;
  readonly dtype: ElementType;
}

/** How samples come out. */
export interface Plan {
  readonly input: Stream;
  /** Of what should come out, where that is not the sample itself. */
  readonly target?: Stream;
  /** What a sample is, and how its numbers become a person's again. */
  readonly form: FormInfo;
}

/** How a picture comes out: uint8 [height, width, channels]. */
export interface PictureTarget {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly fit: ImagePreprocessing['fit'];
  readonly invert: boolean;
}

/** How pictures come out. */
export interface PicturePlan extends Plan {
  readonly picture: PictureTarget;
  /** The second picture of each pair; left out where samples are single pictures. */
  readonly second?: PictureTarget;
}

const pictureStream = ({ height, width, channels }: PictureTarget): Stream => ({
  shape: [height, width, channels],
  dtype: 'uint8',
});

/** A plan of pictures, or of pairs of them. */
export const picturePlan = (picture: PictureTarget, second?: PictureTarget): PicturePlan => ({
  input: pictureStream(picture),
  form: { kind: 'image' },
  picture,
  ...(second && { target: pictureStream(second), second }),
});

/** For what a source keeps a sample, in the order in which samples are stored. */
export const parts = ['train', 'validation', 'test'] as const;
export type Part = (typeof parts)[number];

export interface Sample {
  /** Of plan.input. Valid until the next sample is asked for. */
  readonly values: Elements;
  /** Of plan.target; valid as long. */
  readonly target?: Elements;
  /** Left out by sources that keep no samples apart. */
  readonly part?: Part;
  /** Position in labelNames; null where there are no labels. */
  readonly label: number | null;
  /** Relative to the chosen folder, with `/`; null where samples are not files. */
  readonly file: string | null;
  /** Of a picture: pixels of the original. */
  readonly originalWidth?: number;
  readonly originalHeight?: number;
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
export interface SourceContents<Planned extends Plan = Plan> {
  /** Changes whenever the contents do. */
  readonly fingerprint: string;
  /** Samples there may be; some may turn out to be broken. Of rows of a file known, like their labels, once `plan` has come to its end. */
  readonly candidates: number;
  /** Null: no labels. Labels without samples are left out later. */
  readonly labelNames: readonly string[] | null;
  readonly samplesAreFiles: boolean;
  /** Found unusable while listing. */
  readonly skipped: readonly Skipped[];
  /** Shown to people: "10,000 handwritten digits". */
  title(samples: number): string;
  /**
   * Settles what depends on the settings: size and colour, the columns' scales, a vocabulary; by looking at samples where need be. Where
   * that takes as long as decoding them, `looked` hears how far it is, 0 to 1.
   */
  plan(data: DataBinding, signal: AbortSignal, looked?: (share: number) => void): Promise<Planned>;
  /**
   * Yields the samples of the slots in order, those of one part after those of another, and what was skipped on the way. Holds a few
   * samples in memory at a time.
   */
  decode(slots: Slots, plan: Planned, signal: AbortSignal): AsyncGenerator<Sample | Skipped, void, undefined>;
}

/** What a source is looked into with. */
export interface Inspection {
  readonly signal: AbortSignal;
  /** How the source is to be read, and which folders' samples it keeps apart. */
  readonly data: DataBinding;
  /** Where downloaded datasets lie; null where there are none. */
  readonly downloadsFolder: string | null;
}

export interface DataFormat<Source extends DataSource = DataSource, Planned extends Plan = Plan> {
  /** Throws a UserError when there is nothing to use. */
  inspect(source: Source, inspection: Inspection): Promise<SourceContents<Planned>>;
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
  async ({ image }: DataBinding): Promise<PicturePlan> =>
    picturePlan({
      height: image.height ?? height,
      width: image.width ?? width,
      channels: image.color === 'auto' ? channels : image.color === 'grey' ? 1 : 3,
      fit: image.fit,
      invert: image.invert,
    });

/** "1 image", "3,786 images". */
export const countOf = (count: number, singular: string, plural = `${singular}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? singular : plural}`;
