/** Scores as a table, in the order in which they are given. Pure. */
import { measureTitles, type AnomalyMeasure } from '#shared/explore/anomaly-scores.ts';
import { csvOf } from '../csv.ts';
import type { GalleryItem } from '../reconstruct/item.ts';

interface ScoredItem extends Pick<GalleryItem, 'name' | 'label' | 'value'> {
  /** Null: a file, which nobody marks. */
  readonly marked: boolean | null;
}

/** With a column for the marks where there are any. */
export function scoresTable(
  items: readonly ScoredItem[],
  by: AnomalyMeasure,
  threshold: number,
  hasMarks: boolean,
): string {
  const header = ['sample', 'label', measureTitles[by].toLowerCase(), 'flagged', ...(hasMarks ? ['marked'] : [])];
  return csvOf(
    header,
    items.map(({ name, label, value, marked }) => [
      ...[name, label ?? '', value!, value! > threshold ? 1 : 0],
      ...(hasMarks ? [marked === null ? '' : Number(marked)] : []),
    ]),
  );
}
