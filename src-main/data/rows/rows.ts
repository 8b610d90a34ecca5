/** What a file of rows is to those who read it, whatever its format: names, and rows of text in batches. Owns types only. */
import type { TableSettings } from '#shared/graph/data-forms.ts';

/** How a person said that a file is to be read. */
export type Reading = Pick<TableSettings, 'delimiter' | 'decimal' | 'header' | 'missing'>;

/** A row's fields as text, or why it has none. `line`: in the file, from 1; of formats without lines the row's number. */
export type Row =
  { readonly line: number; readonly fields: readonly string[] } | { readonly line: number; readonly fault: string };

export interface RowFile {
  /** Of the columns: unique, never empty. */
  readonly names: readonly string[];
  /** As found or said; of formats that are no text, as numbers are written. */
  readonly reading: { readonly delimiter: string; readonly decimal: '.' | ','; readonly header: boolean };
  /** "line" or "row": what `line` counts. */
  readonly counts: 'line' | 'row';
  /** Changes whenever the contents do. */
  readonly fingerprint: string;
  /** The first rows, at once. */
  head(): Promise<readonly Row[]>;
  /**
   * All rows in order; rows with another number of fields than there are names are faults. `read` hears how much of the file has been
   * read, 0 to 1.
   */
  batches(signal: AbortSignal, read?: (share: number) => void): AsyncGenerator<readonly Row[], void, undefined>;
}

/** Of written names: those that are empty or come twice get others. */
export function uniqueNames(written: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return written.map((name, at) => {
    const own = name.trim().slice(0, 200) || `column ${at + 1}`;
    let unique = own;
    for (let count = 2; taken.has(unique); count++) unique = `${own} (${count})`;
    taken.add(unique);
    return unique;
  });
}
