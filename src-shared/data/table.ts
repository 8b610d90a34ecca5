/**
 * Rows of a table and the values that a network sees: cells in a person's own units, both ways. Owns the arithmetic and how cells are
 * written; not the reading of files (src-main/data/table).
 */
import type { TableColumn, TableForm } from '../wire/data-forms.ts';
import { isMissing, missingValue } from './missing.ts';
import { scaled, unscaled } from './scaling.ts';

/** What stands in a column: a number, milliseconds since 1970, or a category; null where nothing does. */
export type CellValue = number | string | null;

export interface Cell {
  readonly value: CellValue;
  /** In the column's own unit; empty where nothing stands there. */
  readonly text: string;
  /** Of a category that a network chose, 0 to 1. */
  readonly probability: number | null;
}

/** How many values a column becomes. */
export const widthOf = (column: TableColumn): number => (column.type === 'category' ? column.categories.length : 1);

/** Values that all columns become together. */
export const rowSize = ({ columns }: TableForm): number => columns.reduce((sum, column) => sum + widthOf(column), 0);

/** Writes a cell's values into a row [rowSize]; an unknown category counts as missing. */
export function writeCell(column: TableColumn, value: CellValue, row: Float32Array): void {
  const { start } = column;
  if (column.type !== 'category') {
    const number = typeof value === 'number' && Number.isFinite(value) ? scaled(column.scaling, value) : null;
    row[start] = number ?? missingValue;
    return;
  }
  const chosen = value === null ? -1 : column.categories.indexOf(String(value));
  row.fill(chosen < 0 ? missingValue : 0, start, start + column.categories.length);
  if (chosen >= 0) row[start + chosen] = 1;
}

/** What a row [rowSize] says in a column: a category is the one with the highest value. */
export function readCell(column: TableColumn, row: ArrayLike<number>): Cell {
  const first = row[column.start]!;
  if (isMissing(first) || !Number.isFinite(first)) return { value: null, text: '', probability: null };
  if (column.type !== 'category') {
    const value = unscaled(column.scaling, first);
    const text = writeNumber(column, value);
    return { value, text: column.type === 'number' ? text.replace('-', '−') : text, probability: null };
  }
  const { start, categories } = column;
  let best = 0;
  for (let at = 1; at < categories.length; at++) if (row[start + at]! > row[start + best]!) best = at;
  return { value: categories[best]!, text: categories[best]!, probability: row[start + best]! };
}

export const readRow = ({ columns }: TableForm, row: ArrayLike<number>): readonly Cell[] =>
  columns.map((column) => readCell(column, row));

/** The row [rowSize] of cells in the columns' order. */
export function writeRow(form: TableForm, cells: readonly CellValue[]): Float32Array {
  const row = new Float32Array(rowSize(form));
  form.columns.forEach((column, at) => writeCell(column, cells[at] ?? null, row));
  return row;
}

type MeasuredColumn = Exclude<TableColumn, { type: 'category' }>;

/** As files have it, with as many digits as a column's own numbers: more would be made up. */
export function writeNumber(column: MeasuredColumn, value: number): string {
  if (column.type === 'number') return value.toFixed(column.decimals).replace(/^-(0\.?0*)$/, '$1');
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return '';
  const text = date.toISOString();
  return column.resolution === 'day' ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}

/** What writeNumber() has written: its number, or NaN. */
function readNumber(column: MeasuredColumn, text: string): number {
  if (column.type === 'number') return Number(text);
  return Date.parse(column.resolution === 'day' ? text : `${text.replace(' ', 'T')}Z`);
}

/** Where a number or date stands between the column's least and greatest, 0 to 1; null where that says nothing. */
export function shareOfRange(
  { profile }: Pick<TableForm, 'profile'>,
  column: TableColumn,
  { value }: Cell,
): number | null {
  const own = profile.find(({ name }) => name === column.name);
  if (own === undefined || column.type === 'category' || typeof value !== 'number') return null;
  const [from, to] = [readNumber(column, own.from), readNumber(column, own.to)];
  if (!(from < to)) return null;
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** How far apart two cells are that should be alike: as a person would mark them. */
export type Agreement = 'same' | 'near' | 'far' | 'unknown';

/** Numbers are near within a tenth of the column's usual spread, and the same where they are written alike. */
export function compareCells(column: TableColumn, wanted: Cell, made: Cell): Agreement {
  if (wanted.value === null || made.value === null) return 'unknown';
  if (wanted.text === made.text) return 'same';
  if (column.type === 'category') return 'far';
  return Math.abs((wanted.value as number) - (made.value as number)) <= column.spread / 4 ? 'near' : 'far';
}
