/** What a column is, from what was met in it: a number, a date, a category, or nothing to learn from; and why, in words. Pure. */
import type { columnTypes } from '#shared/graph/data-forms.ts';
import type { DateFormatName } from '../rows/cells.ts';
import { countOf } from '../format.ts';
import { mostDifferent, type ColumnScan } from './scan.ts';

export type ColumnType = (typeof columnTypes)[number];

export interface FoundType {
  readonly type: ColumnType;
  /** A sentence. */
  readonly reason: string;
}

/** Share of a column's cells that must be of a type; the rest is then broken. */
const nearlyAll = 0.95;
/** With so many different texts, and more than half as many as cells, they are no categories. */
const fewDifferent = 30;

/** The way that most of the dates are written; null: there are none. */
export function dateFormatOf({ dates }: ColumnScan): DateFormatName | null {
  // Equal counts keep their order: the surest first.
  const [best] = [...dates].sort((a, b) => b[1].spread.count - a[1].spread.count);
  return best?.[0] ?? null;
}

export function findType(scan: ColumnScan): FoundType {
  const present = scan.rows - scan.missing;
  if (present === 0) return { type: 'ignore', reason: 'Nothing stands in it.' };
  const { numbers } = scan;
  if (numbers.count >= present * nearlyAll) {
    if (numbers.least === numbers.greatest) return { type: 'ignore', reason: 'Every row has the same number.' };
    if (scan.counts && present > 10) return { type: 'ignore', reason: 'It only counts the rows.' };
    return { type: 'number', reason: oddOnes('numbers', numbers.count, present) };
  }
  const format = dateFormatOf(scan);
  const dated = format ? scan.dates.get(format)!.spread.count : 0;
  if (dated >= present * nearlyAll)
    return { type: 'date', reason: `Written as ${format!}. ${oddOnes('dates', dated, present)}` };
  if (scan.tooMany)
    return {
      type: 'ignore',
      reason: `More than ${mostDifferent.toLocaleString('en')} different texts: names or free text.`,
    };
  const different = scan.texts.size;
  if (different === 1) return { type: 'ignore', reason: 'Every row has the same text.' };
  if (different > fewDifferent && different > present / 2)
    return { type: 'ignore', reason: 'Nearly every row has another text: names or free text.' };
  return { type: 'category', reason: `${countOf(different, 'different text')}.` };
}

const oddOnes = (what: string, count: number, present: number): string =>
  count === present
    ? `All its cells are ${what}.`
    : `${countOf(present - count, 'cell')} of ${present.toLocaleString('en')} are no ${what}.`;
