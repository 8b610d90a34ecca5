/** A row's fields as the values that a network sees. Owns the reading of cells, and what is said of those that cannot be read. */
import { writeCell, type CellValue } from '#shared/data/table.ts';
import { parseDate, parseNumber, type IsMissing } from '../rows/cells.ts';
import { otherCategory, type Reader } from './columns.ts';

/** A cell that is not what its column holds. */
export class BrokenCell extends Error {}

/** At most so much of a cell is quoted. */
const quoted = (text: string): string => `“${text.length > 40 ? `${text.slice(0, 39)}…` : text}”`;

function valueOf({ column }: Reader, text: string, decimal: '.' | ','): CellValue {
  switch (column.type) {
    case 'number': {
      const number = parseNumber(text, decimal);
      if (Number.isNaN(number)) throw new BrokenCell(`${quoted(text)} in “${column.name}” is no number`);
      return number;
    }
    case 'date': {
      const date = parseDate(text, column.format);
      if (!date) throw new BrokenCell(`${quoted(text)} in “${column.name}” is no date as ${column.format}`);
      return date.time;
    }
    case 'category':
      return column.categories.includes(text) || !column.categories.includes(otherCategory) ? text : otherCategory;
  }
}

/** Writes into `row` [row size]. Throws a BrokenCell. */
export function readFields(
  readers: readonly Reader[],
  fields: readonly string[],
  isMissing: IsMissing,
  decimal: '.' | ',',
  row: Float32Array,
): void {
  for (const reader of readers) {
    const text = fields[reader.at]!.trim();
    writeCell(reader.column, isMissing(text) ? null : valueOf(reader, text, decimal), row);
  }
}
