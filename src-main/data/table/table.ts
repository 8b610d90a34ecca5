/**
 * Tables from files of rows: CSV, TSV, Parquet. Every row is looked at twice, once to settle types and scales, once to make values; none is
 * kept. Owns the format; rows/ owns files, columns.ts what columns become.
 */
import { basename } from 'node:path';
import { rowSize } from '#shared/data/table.ts';
import type { TableSettings } from '#shared/graph/data-forms.ts';
import type { DataSource } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { TableForm } from '#shared/wire/data-forms.ts';
import { countOf, type DataFormat, type Plan, type Sample, type Skipped, type SourceContents } from '../format.ts';
import { missingTest } from '../rows/cells.ts';
import { openRows } from '../rows/open.ts';
import type { Row, RowFile } from '../rows/rows.ts';
import { settleTable, type SettledTable } from './columns.ts';
import { BrokenCell, readFields } from './read-row.ts';
import { scanRows, type Scan } from './scan.ts';

const mostLabels = 1000;
const noLabel = '(none)';

export interface TablePlan extends Plan, SettledTable {
  readonly form: TableForm;
}

/** What a table's file holds; `title` says it of so many rows. */
export function tableContents(
  file: RowFile,
  settings: TableSettings,
  title: (rows: number) => string,
): SourceContents<TablePlan> {
  let known: { readonly scan: Scan; readonly labels: readonly string[] | null } | null = null;
  const labelAt = settings.label === null ? -1 : file.names.indexOf(settings.label);
  const planned = (): NonNullable<typeof known> => {
    if (!known) throw new Error('What a table holds is known once it is planned.');
    return known;
  };
  return {
    fingerprint: file.fingerprint,
    // Both take a look at every row, which planning takes.
    get candidates() {
      return planned().scan.rows;
    },
    get labelNames() {
      return planned().labels;
    },
    samplesAreFiles: false,
    skipped: [],
    title,
    async plan(_data, signal, looked) {
      if (settings.label !== null && labelAt < 0) throw noSuchLabel(settings.label, file.names);
      const keepsTexts = (name: string): boolean =>
        name === settings.label || settings.columns[name]?.type === 'category';
      const scan = await scanRows(file, settings, file.batches(signal, looked), keepsTexts);
      const settled = settleTable(file, scan.columns, settings);
      known = { scan, labels: labelAt < 0 ? null : labelsOf(scan, labelAt, settings.label!) };
      return { ...settled, input: { shape: [rowSize(settled.form)], dtype: 'float32' } };
    },
    async *decode(slots, plan, signal) {
      const labels = new Map(planned().labels?.map((name, at) => [name, at]));
      const read = rowReader(file, settings, plan);
      const isMissing = missingTest(settings);
      const labelOf = (row: Row): number | null => {
        if (labelAt < 0 || !('fields' in row)) return null;
        const text = row.fields[labelAt]!.trim();
        return labels.get(isMissing(text) ? noLabel : text) ?? 0;
      };
      let [slot, candidate, taken] = [0, -1, -1];
      for await (const batch of file.batches(signal))
        for (const row of batch) {
          candidate += 1;
          while (slot < slots.count && slots.at(slot).end <= candidate) slot += 1;
          if (slot === slots.count) return;
          // The first of a slot's rows that can be read becomes its sample.
          if (candidate < slots.at(slot).first || taken === slot) continue;
          const outcome = read(row);
          if (outcome instanceof Float32Array) {
            taken = slot;
            yield { values: outcome, label: labelOf(row), file: null } satisfies Sample;
          } else yield outcome;
        }
    },
  };
}

function labelsOf({ columns }: Scan, at: number, name: string): readonly string[] {
  const { texts, tooMany, missing } = columns[at]!;
  if (tooMany || texts.size > mostLabels) throw tooManyLabels(name);
  const names = [...texts.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return missing > 0 && !names.includes(noLabel) ? [...names, noLabel] : names;
}

/** Reads row after row into the same values, or says what is wrong with one. */
export function rowReader(
  { counts, reading }: RowFile,
  settings: TableSettings,
  { readers, form }: SettledTable,
): (row: Row) => Float32Array | Skipped {
  const values = new Float32Array(rowSize(form));
  const isMissing = missingTest(settings);
  return (row) => {
    const file = `${counts} ${row.line.toLocaleString('en')}`;
    if ('fault' in row) return { file, reason: row.fault };
    try {
      readFields(readers, row.fields, isMissing, reading.decimal, values);
      return values;
    } catch (error) {
      if (error instanceof BrokenCell) return { file, reason: error.message };
      throw error;
    }
  };
}

export const table: DataFormat<Extract<DataSource, { kind: 'table' }>, TablePlan> = {
  async inspect({ path }, { data, signal }) {
    const file = await openRows(path, data.table, signal);
    return tableContents(file, data.table, (rows) => `${countOf(rows, 'row')} from “${basename(path)}”`);
  },
};

const noSuchLabel = (label: string, names: readonly string[]): UserError =>
  new UserError({
    received: `The column “${label}”, which should label rows, is not in the file.`,
    expected: `It has ${names
      .slice(0, 12)
      .map((name) => `“${name}”`)
      .join(', ')}${names.length > 12 ? ', …' : ''}.`,
    action: 'Choose another column as label, or none, under Data.',
  });

const tooManyLabels = (name: string): UserError =>
  new UserError({
    received: `The column “${name}”, which should label rows, has more than ${mostLabels.toLocaleString('en')} different cells.`,
    expected: 'Labels name groups of rows.',
    action: 'Choose another column as label, or none.',
  });
