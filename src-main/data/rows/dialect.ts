/** How a text file of rows is written, found in its first lines: delimiter, decimal sign, whether names come first. Pure. */
import { missingTest, parseNumber } from './cells.ts';
import { parseRecord } from './record.ts';
import type { Reading } from './rows.ts';

export interface Dialect {
  readonly delimiter: string;
  readonly decimal: '.' | ',';
  readonly header: boolean;
}

const delimiters = [',', ';', '\t', '|'] as const;
const looked = 100;

const recordsOf = (lines: readonly string[], delimiter: string): readonly (readonly string[])[] =>
  lines.flatMap((line) => {
    const record = line.trim() === '' ? null : parseRecord(line, delimiter);
    return record ? [record] : [];
  });

/** How many of the lines have the most common number of fields, and how many fields that is. */
function agreement(lines: readonly string[], delimiter: string): { readonly share: number; readonly fields: number } {
  const counts = new Map<number, number>();
  const records = recordsOf(lines, delimiter);
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [fields, count] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
  return { share: count / Math.max(1, records.length), fields };
}

function findDelimiter(lines: readonly string[]): string {
  const scored = delimiters.map((delimiter) => {
    const { share, fields } = agreement(lines, delimiter);
    return { delimiter, score: fields > 1 ? share * share * Math.log2(fields + 1) : 0 };
  });
  // Equal scores keep the order above.
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

function findDecimal(records: readonly (readonly string[])[], delimiter: string): '.' | ',' {
  let [points, commas] = [0, 0];
  for (const record of records)
    for (const field of record) {
      if (/^\s*[+-]?\d+\.\d+\s*$/.test(field)) points++;
      if (/^\s*[+-]?[\d.]*\d,\d+\s*$/.test(field)) commas++;
    }
  return delimiter !== ',' && commas > points ? ',' : '.';
}

/** Names are text, all there and all different; a row of numbers under them settles it. */
function findHeader(records: readonly (readonly string[])[], decimal: '.' | ',', reading: Reading): boolean {
  const [first, ...others] = records;
  if (!first) return false;
  const isMissing = missingTest(reading);
  const isNumber = (field: string): boolean => field.trim() !== '' && !Number.isNaN(parseNumber(field.trim(), decimal));
  if (first.some(isNumber)) return false;
  if (others.some((record) => record.some((field, at) => isNumber(field) && !isMissing((first[at] ?? '').trim()))))
    return true;
  return (
    new Set(first.map((field) => field.trim())).size === first.length && !first.some((field) => field.trim() === '')
  );
}

/** What a person said goes before what is found. */
export function findDialect(lines: readonly string[], reading: Reading): Dialect {
  const some = lines.slice(0, looked);
  const delimiter = reading.delimiter === 'auto' ? findDelimiter(some) : reading.delimiter;
  const records = recordsOf(some, delimiter);
  const decimal = reading.decimal === 'auto' ? findDecimal(records, delimiter) : reading.decimal;
  const header = reading.header === 'auto' ? findHeader(records, decimal, reading) : reading.header === 'yes';
  return { delimiter, decimal, header };
}
