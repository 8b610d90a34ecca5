/** Looks at every cell of a column once, and keeps what its type and scale are settled from. Owns counting; types.ts decides. */
import { dateFormats } from '#shared/graph/data-forms.ts';
import { decimalsOf, missingTest, parseDate, parseNumber, type DateFormatName, type IsMissing } from '../rows/cells.ts';
import type { Reading, Row, RowFile } from '../rows/rows.ts';
import { Spread } from './spread.ts';

/** Different texts that are counted; more are no categories. */
export const mostDifferent = 5000;
/** Numbers are counted as texts, too, as long as it may turn out that they name categories. */
const undecided = 2000;
const mostDecimals = 6;

export class ColumnScan {
  rows = 0;
  missing = 0;
  readonly numbers = new Spread();
  decimals = 0;
  /** All so far: each one more than the one before. */
  counts = true;
  readonly dates = new Map<DateFormatName, { readonly spread: Spread; hasTime: boolean }>();
  /** How often each text was met. */
  readonly texts = new Map<string, number>();
  /** More different texts than are counted. */
  tooMany = false;
  #before = NaN;
  #others = 0;
  readonly #keepsTexts: boolean;
  readonly #isMissing: IsMissing;
  readonly #decimal: '.' | ',';

  /** `keepsTexts`: counts numbers as texts to the end, because the column is known to be one of categories. */
  constructor(reading: Reading & { readonly decimal: '.' | ',' }, keepsTexts: boolean) {
    this.#isMissing = missingTest(reading);
    this.#decimal = reading.decimal;
    this.#keepsTexts = keepsTexts;
  }

  add(field: string): void {
    this.rows += 1;
    const text = field.trim();
    if (this.#isMissing(text)) {
      this.missing += 1;
      return;
    }
    const number = parseNumber(text, this.#decimal);
    if (!Number.isNaN(number)) this.#addNumber(text, number);
    else this.#addOther(text);
    if (this.#keepsTexts || this.#others > 0 || this.rows <= undecided) this.#count(text);
  }

  #addNumber(text: string, number: number): void {
    if (this.numbers.count > 0 && number !== this.#before + 1) this.counts = false;
    this.#before = number;
    this.numbers.add(number);
    if (this.decimals < mostDecimals)
      this.decimals = Math.min(mostDecimals, Math.max(this.decimals, decimalsOf(text, this.#decimal)));
  }

  #addOther(text: string): void {
    this.#others += 1;
    const first = text.charCodeAt(0);
    if (first < 48 || first > 57) return;
    for (const name of dateFormats) {
      const date = parseDate(text, name);
      if (!date) continue;
      const known = this.dates.get(name) ?? { spread: new Spread(), hasTime: false };
      known.spread.add(date.time);
      known.hasTime ||= date.hasTime;
      this.dates.set(name, known);
      // Only two ways of writing look alike.
      if (!name.includes('/')) return;
    }
  }

  #count(text: string): void {
    if (this.tooMany) return;
    const count = this.texts.get(text);
    if (count === undefined && this.texts.size === mostDifferent) this.tooMany = true;
    else this.texts.set(text, (count ?? 0) + 1);
  }
}

export interface Scan {
  readonly columns: readonly ColumnScan[];
  /** Rows met, broken ones among them. */
  readonly rows: number;
}

/** Of some rows at once, or of all of them piece by piece. */
export async function scanRows(
  { names, reading }: RowFile,
  said: Reading,
  batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  keepsTexts: (name: string) => boolean,
): Promise<Scan> {
  const columns = names.map((name) => new ColumnScan({ ...said, decimal: reading.decimal }, keepsTexts(name)));
  let rows = 0;
  for await (const batch of batches)
    for (const row of batch) {
      rows += 1;
      if ('fields' in row) for (let at = 0; at < columns.length; at++) columns[at]!.add(row.fields[at]!);
    }
  return { columns, rows };
}
