/**
 * Rows of CSV, TSV and their kin, however many. A quote that is never closed costs its own line and no other. Owns the joining of lines to
 * records; lines.ts owns bytes, record.ts fields, dialect.ts what is found of the file.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '#shared/problem.ts';
import { findDialect, type Dialect } from './dialect.ts';
import { readLines, readTextHead } from './lines.ts';
import { parseRecord } from './record.ts';
import { uniqueNames, type Reading, type Row, type RowFile } from './rows.ts';

/** Lines that a quoted field may go over. */
const longestRecord = 100;
const headRows = 500;

/** Joins lines to records; keeps what may go on in lines that are still to come. */
class Records {
  readonly #dialect: Dialect;
  readonly #fields: number;
  #held: readonly string[] = [];
  #line = 0;
  /** The names' line is still to come. */
  #awaitsNames: boolean;

  constructor(dialect: Dialect, fields: number) {
    this.#dialect = dialect;
    this.#fields = fields;
    this.#awaitsNames = dialect.header;
  }

  /** `atEnd`: no more lines come. */
  add(lines: readonly string[], atEnd: boolean): Row[] {
    const all = this.#held.length > 0 ? [...this.#held, ...lines] : lines;
    this.#held = [];
    const rows: Row[] = [];
    for (let at = 0; at < all.length;) {
      const taken = this.#record(all, at, atEnd);
      if (taken === null) {
        this.#held = all.slice(at);
        break;
      }
      if (taken.row && this.#awaitsNames) this.#awaitsNames = false;
      else if (taken.row) rows.push(taken.row);
      at += taken.lines;
      this.#line += taken.lines;
    }
    return rows;
  }

  #record(all: readonly string[], at: number, atEnd: boolean): { row: Row | null; lines: number } | null {
    const line = this.#line + 1;
    const text = all[at]!;
    if (text === '' || text.trim() === '') return { row: null, lines: 1 };
    const single = parseRecord(text, this.#dialect.delimiter);
    if (single) return { row: this.#row(line, single), lines: 1 };
    let joined = text;
    for (let lines = 2; lines <= longestRecord; lines++) {
      const next = all[at + lines - 1];
      if (next === undefined) {
        if (!atEnd) return null;
        break;
      }
      joined += `\n${next}`;
      // Only a quote can close what is open.
      const fields = next.includes('"') ? parseRecord(joined, this.#dialect.delimiter) : null;
      if (fields) return { row: this.#row(line, fields), lines };
    }
    return { row: { line, fault: 'a quote is opened and never closed' }, lines: 1 };
  }

  #row(line: number, fields: string[]): Row {
    // A delimiter at the end of every line makes no column.
    if (fields.length === this.#fields + 1 && fields.at(-1) === '') fields.pop();
    if (fields.length === this.#fields) return { line, fields };
    return {
      line,
      fault: `${fields.length === 1 ? '1 field' : `${fields.length} fields`} where ${this.#fields} were expected`,
    };
  }
}

type AllLines = (
  signal: AbortSignal,
  read?: (share: number) => void,
) => AsyncIterable<readonly string[]> | Iterable<readonly string[]>;

/** `name` is the file's; `first` are its first lines. Throws a UserError where they have no columns. */
function csvOf(name: string, fingerprint: string, first: readonly string[], reading: Reading, all: AllLines): RowFile {
  const start = first.findIndex((line) => line.trim() !== '');
  if (start < 0) throw empty(name);
  const dialect = findDialect(first.slice(start), reading);
  const written = parseRecord(first[start]!, dialect.delimiter);
  if (!written) throw openQuote(name, start + 1);
  if (written.length > 1 && written.at(-1)!.trim() === '') written.pop();
  const names = uniqueNames(dialect.header ? written : written.map(() => ''));
  const records = (): Records => new Records(dialect, names.length);
  return {
    ...{ names, reading: dialect, counts: 'line', fingerprint },
    head: async () => records().add(first, true).slice(0, headRows),
    async *batches(signal, read) {
      const own = records();
      for await (const lines of all(signal, read)) yield own.add(lines, false);
      yield own.add([], true);
    },
  };
}

/** Throws a UserError for what cannot be read, is no text, or has no columns. */
export async function openCsv(path: string, reading: Reading): Promise<RowFile> {
  const head = await readTextHead(path);
  const { size, mtimeMs } = await stat(path);
  const all: AllLines = (signal, read) =>
    readLines(path, head, signal, read && ((bytes) => read(Math.min(1, bytes / size))));
  return csvOf(basename(path), `csv ${path} ${size} ${mtimeMs}`, head.lines, reading, all);
}

/** The same of text at hand. */
export function csvOfText(name: string, text: string, reading: Reading): RowFile {
  const lines = text.split(/\r?\n/);
  return csvOf(name, createHash('sha256').update(text).digest('hex'), lines, reading, () => [lines]);
}

const empty = (name: string): UserError =>
  new UserError({
    received: `“${name}” is empty.`,
    expected: 'A table has a row on each line.',
    action: 'Choose another file.',
  });

const openQuote = (name: string, line: number): UserError =>
  new UserError({
    received: `In “${name}”, line ${line} opens a quote and never closes it; it should name the columns.`,
    expected: 'The first line has the names of the columns, or the first row.',
    action: 'Close the quote in a text editor, or save the table anew.',
  });
