/** The first rows of a table, at once: what they are taken for before all others have been looked at. */
import { rowSize } from '#shared/data/table.ts';
import type { DataBinding, DataSource } from '#shared/graph/document.ts';
import type { TableSettings } from '#shared/graph/data-forms.ts';
import type { TableForm } from '#shared/wire/data-forms.ts';
import { openRows } from '../rows/open.ts';
import type { RowFile } from '../rows/rows.ts';
import { settleTable } from './columns.ts';
import { openPenguins } from './penguins.ts';
import { scanRows } from './scan.ts';
import { rowReader } from './table.ts';

export interface TablePreview {
  readonly form: TableForm;
  readonly count: number;
  /** [count, row size], as they would be stored. */
  readonly values: Float32Array;
}

/** The file behind a source of tables; null for other sources. */
export async function rowFileOf(
  source: DataSource | null,
  settings: TableSettings,
  signal?: AbortSignal,
): Promise<RowFile | null> {
  if (source?.kind === 'table') return openRows(source.path, settings, signal);
  return source?.kind === 'builtin' && source.name === 'penguins' ? openPenguins(settings) : null;
}

/** Null where the source is no table. Throws a UserError for what cannot be read. */
export async function previewTable({
  source,
  table,
}: Pick<DataBinding, 'source' | 'table'>): Promise<TablePreview | null> {
  const file = await rowFileOf(source, table);
  if (!file) return null;
  const rows = await file.head();
  const { columns } = await scanRows(file, table, [rows], (name) => table.columns[name]?.type === 'category');
  const settled = settleTable(file, columns, table);
  const read = rowReader(file, table, settled);
  const size = rowSize(settled.form);
  const values = new Float32Array(rows.length * size);
  let count = 0;
  for (const row of rows) {
    const outcome = read(row);
    if (outcome instanceof Float32Array) values.set(outcome, size * count++);
  }
  return { form: settled.form, count, values: values.subarray(0, count * size) };
}
