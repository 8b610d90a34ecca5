/** Settles what each column of a table becomes: its scale, its categories, its place in a row; and says what was found. Pure. */
import type { TableSettings } from '#shared/graph/data-forms.ts';
import { writeNumber } from '#shared/data/table.ts';
import { UserError } from '#shared/problem.ts';
import type { ColumnProfile, Scaling, TableColumn, TableForm } from '#shared/wire/data-forms.ts';
import type { RowFile } from '../rows/rows.ts';
import type { ColumnScan } from './scan.ts';
import type { Spread } from './spread.ts';
import { dateFormatOf, findType, type ColumnType } from './types.ts';

const mostCategories = 50;
/** Of all rows; rarer categories become one. */
const rareShare = 0.001;
/** What rare categories are pooled as. */
export const otherCategory = 'other';
const knotCount = 101;
const bins = 16;

type Scale = NonNullable<ColumnProfile['scale']>;

/** How cells of a column are read: its place in the file. */
export interface Reader {
  readonly column: TableColumn;
  readonly at: number;
}

export interface SettledTable {
  readonly form: TableForm;
  readonly readers: readonly Reader[];
}

function scalingFor(scale: Scale, spread: Spread): Scaling {
  const { mean, deviation, least, greatest } = spread;
  switch (scale) {
    case 'standard':
      return { offset: mean, factor: deviation || 1 };
    case 'minMax':
      return { offset: least, factor: greatest - least || 1 };
    case 'quantile':
      // Shares are spread evenly over 0…1: deviation 1/√12.
      return { offset: 0.5, factor: Math.sqrt(1 / 12), knots: [...spread.knots(knotCount)] };
    case 'none':
      return { offset: 0, factor: 1 };
  }
}

/** Most frequent first; what is rare, or too much, becomes “other”. */
function categoriesOf({ texts, rows }: ColumnScan): readonly string[] {
  const ranked = [...texts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const kept = ranked.slice(0, mostCategories).filter(([, count]) => count >= rows * rareShare);
  const names = kept.map(([name]) => name);
  return kept.length === ranked.length || names.includes(otherCategory) ? names : [...names, otherCategory];
}

function settleColumn(name: string, scan: ColumnScan, type: ColumnType, scale: Scale, weight: number, start: number) {
  const common = { name, start, weight };
  if (type === 'category') {
    const categories = [...categoriesOf(scan)];
    return categories.length > 0 ? ({ ...common, type, categories } as const) : null;
  }
  if (type === 'ignore') return null;
  const format = type === 'date' ? dateFormatOf(scan) : null;
  const dates = format ? scan.dates.get(format)! : null;
  const spread = type === 'date' ? dates?.spread : scan.numbers;
  if (!spread || spread.count === 0) return null;
  const measured = { ...common, scaling: scalingFor(scale, spread), spread: spread.deviation };
  return type === 'date'
    ? ({ ...measured, type, resolution: dates!.hasTime ? 'second' : 'day', format: format! } as const)
    : ({ ...measured, type, decimals: scan.decimals } as const);
}

/** What was found in a column, as people are told it. */
function profileOf(name: string, scan: ColumnScan, column: TableColumn | null, scale: Scale): ColumnProfile {
  const { type: found, reason } = findType(scan);
  const common = { name, found, reason, missing: scan.missing / Math.max(1, scan.rows), weight: column?.weight ?? 1 };
  const ranked = [...scan.texts].sort((a, b) => b[1] - a[1]).slice(0, bins);
  if (column && column.type !== 'category') {
    const format = dateFormatOf(scan);
    const spread = column.type === 'date' ? scan.dates.get(format!)!.spread : scan.numbers;
    return {
      ...{ ...common, type: column.type, scale, counts: [...spread.histogram(bins)] },
      ...{ from: writeNumber(column, spread.least), to: writeNumber(column, spread.greatest) },
    };
  }
  return {
    ...{ ...common, type: column ? 'category' : 'ignore', scale: null, counts: ranked.map(([, count]) => count) },
    ...{ from: ranked[0]?.[0] ?? '', to: ranked.at(-1)?.[0] ?? '' },
  };
}

/** Throws a UserError where no column is left to learn from. */
export function settleTable(
  { names, reading }: RowFile,
  scans: readonly ColumnScan[],
  { columns: said, label }: TableSettings,
): SettledTable {
  const readers: Reader[] = [];
  const profile: ColumnProfile[] = [];
  let start = 0;
  names.forEach((name, at) => {
    const scan = scans[at]!;
    const own = said[name] ?? {};
    const scale = own.scale ?? 'standard';
    const type = name === label ? 'ignore' : (own.type ?? findType(scan).type);
    const column = settleColumn(name, scan, type, scale, own.weight ?? 1, start);
    profile.push(profileOf(name, scan, column, scale));
    if (!column) return;
    start += column.type === 'category' ? column.categories.length : 1;
    readers.push({ column, at });
  });
  if (readers.length === 0) throw nothingToLearn(names);
  const missing = readers.some(({ at }) => scans[at]!.missing > 0);
  const { delimiter, decimal, header } = reading;
  return {
    readers,
    form: {
      kind: 'table',
      columns: readers.map(({ column }) => column),
      missing,
      profile,
      reading: { delimiter, decimal, header },
    },
  };
}

const nothingToLearn = (names: readonly string[]): UserError =>
  new UserError({
    received: `None of the columns (${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}) has numbers, dates or categories to learn from.`,
    expected: 'At least one column whose cells differ, and are no names or free text.',
    action: 'Choose the type of a column under Data, another delimiter, or another file.',
  });
