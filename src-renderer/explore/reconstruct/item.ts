/** A sample in a gallery: of the run's data, or a file of the person's own. Owns its words, no pictures. */
import type { Sample } from '#shared/wire/explore/values.ts';
import { formatCount, formatLoss } from '../../ui/format.ts';

export interface GalleryItem {
  readonly key: string;
  /** "Sample 12", or the file's name. */
  readonly name: string;
  readonly label: string | null;
  /** What it is sorted by. */
  readonly value: number | null;
  /** Of another kind than the usual ones, as far as labels say. */
  readonly unusual?: boolean;
  /** Read when it comes into sight; rejects with a UserError for a file that is gone or broken. */
  readonly read: () => Promise<Sample>;
}

/** `index` counts from 0; what people read counts from 1, as under Data. */
export const dataItem = (index: number, label: string | null, value: number | null): GalleryItem => ({
  key: `data-${index}`,
  name: `Sample ${formatCount(index + 1)}`,
  label,
  value,
  read: () => Promise.resolve({ from: 'data', index }),
});

/** What stands under it. */
export const captionOf = ({ name, label }: GalleryItem): string => label ?? name.replace(/^Sample /, '#');

/** What it is sorted by, or else its error, once that is known. */
export const valueOf = ({ value }: GalleryItem, error: number | null | undefined): number | null =>
  value ?? error ?? null;

/** For those who do not see it: with all that stands under it, in that order. */
export function spokenName(item: GalleryItem, error: number | null | undefined): string {
  const value = valueOf(item, error);
  return `${item.name}${item.label === null ? '' : `, ${item.label}`}${value === null ? '' : ` ${formatLoss(value)}`}`;
}
