/** The strip of samples that a run keeps pictures of: which rows it has, and what their pictures are called. Owns no files. */

/** One row of tiles side by side, in the order shown. */
export interface StripRow {
  /** What its pictures are called, in small letters alone: "reconstruction". */
  readonly picture: string;
  /** What the window writes beside it; empty: the row goes on with what stands above it. */
  readonly title: string;
  /** Whether it has a picture for every epoch, or one for the whole run. */
  readonly changes: boolean;
}

/** What a classifier made of one sample. */
export interface Guess {
  /** Name of the class that it gives the highest probability. */
  readonly label: string;
  /** That probability, 0 to 1. */
  readonly confidence: number;
}

const original: StripRow = { picture: 'original', title: 'original', changes: false };
/** What the network was given instead of the original: with noise, or with holes. */
const fed: StripRow = { picture: 'fed', title: 'given', changes: false };
/** The second picture of each pair. */
const target: StripRow = { picture: 'target', title: 'wanted', changes: false };
const reconstruction: StripRow = { picture: 'reconstruction', title: 'reconstruction', changes: true };
const difference: StripRow = { picture: 'difference', title: 'difference', changes: true };

/** Of networks that make samples of noise, which is the same at every epoch: as many rows as fit under the real ones. */
export const generatedRows: readonly StripRow[] = [
  { picture: 'generated', title: 'generated', changes: true },
  { picture: 'generatedtwo', title: '', changes: true },
  { picture: 'generatedthree', title: '', changes: true },
];

/** The rows of a run, by what there is to show. */
export function stripRows(has: {
  readonly fed: boolean;
  readonly target: boolean;
  readonly generated: boolean;
  /** What becomes of samples is no picture but a class. */
  readonly classified?: boolean;
}): readonly StripRow[] {
  if (has.generated) return [{ ...original, title: 'real' }, ...generatedRows];
  if (has.classified) return [{ ...original, title: 'sample' }];
  if (has.target) return [{ ...original, title: 'input' }, target, { ...reconstruction, title: 'output' }, difference];
  return [original, ...(has.fed ? [fed] : []), reconstruction, difference];
}

/** Of runs from before rows were written down. */
export const plainRows: readonly StripRow[] = stripRows({ fed: false, target: false, generated: false });

/** Name of a row's picture, without ending. */
export const pictureName = ({ picture, changes }: StripRow, epoch: number): string =>
  changes ? `${picture}-${epoch}` : picture;
