/** The strip's rows as the window draws them: addresses, sizes, and what is said of each. Owns no pictures. */
import { pictureName, type StripRow } from '#shared/wire/strip.ts';
import type { StripInfo } from '#shared/wire/studio.ts';
import type { TileSize } from './strip.ts';

export interface DrawnRow {
  readonly picture: string;
  readonly title: string;
  /** For readers of screens. */
  readonly label: string;
  /** Name of its picture's file. */
  readonly file: string;
  readonly size: TileSize;
}

/** Pictures that are like the second picture of a pair where there is one, and like the first otherwise. */
const likeTarget = ['target', 'reconstruction', 'difference'];

export function rowsAt(strip: StripInfo, epoch: number): readonly DrawnRow[] {
  const labels = strip.labels.length === 0 ? '' : `: ${strip.labels.join(', ')}`;
  return strip.rows.map((row, index) => {
    const { width, height } = (likeTarget.includes(row.picture) ? strip.target : undefined) ?? strip;
    const title = row.title || titleAbove(strip.rows, index);
    return {
      picture: row.picture,
      title: row.title,
      label: `${title}${row.changes ? ` after epoch ${epoch}` : ''}${isGenerated(row) ? '' : labels}`,
      file: `${pictureName(row, epoch)}.png`,
      size: { width, height },
    };
  });
}

const titleAbove = (rows: readonly StripRow[], index: number): string =>
  rows.slice(0, index).findLast(({ title }) => title !== '')?.title ?? '';

const isGenerated = ({ picture }: StripRow): boolean => picture.startsWith('generated');

/** What is said in place of pictures. */
export function withoutPictures(live: boolean): { readonly title: string; readonly text: string } {
  return live
    ? { title: 'The first pictures are on their way', text: 'They show the network before it has learnt anything.' }
    : { title: 'This run has no pictures', text: 'It ended before the first ones, or its output is no picture.' };
}

/** What the pictures show, above them: "The same 10 samples, epoch 3". */
export function stripTitle(strip: StripInfo | null, epoch: number | null): string {
  const generates = strip?.rows.some(isGenerated) ?? false;
  if (strip === null || epoch === null) return 'The same samples through time';
  const when = epoch === 0 ? 'before training' : `epoch ${epoch}`;
  return generates
    ? `Generated from the same noise at every epoch, ${when}`
    : `The same ${strip.count} samples, ${when}`;
}

/** Whether a row of differences is among them, whose colours want a legend. */
export const showsDifference = (strip: StripInfo | null): boolean =>
  strip?.rows.some(({ picture }) => picture === 'difference') ?? true;
