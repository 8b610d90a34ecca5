/** A whole table with its missing cells filled in, as CSV: what stood there stays to the letter. Owns the way through the file. */
import { setImmediate } from 'node:timers/promises';
import { isMissing } from '#shared/data/missing.ts';
import { readCell, rowSize, writeNumber } from '#shared/data/table.ts';
import { UserError } from '#shared/problem.ts';
import type { TableForm } from '#shared/wire/data-forms.ts';
import type { CallOutput } from '#shared/wire/studio.ts';
import { openRows } from '../../data/rows/open.ts';
import { writeField } from '../../data/rows/record.ts';
import type { Row, RowFile } from '../../data/rows/rows.ts';
import type { Reader } from '../../data/table/columns.ts';
import { rowFileOf } from '../../data/table/preview.ts';
import { rowReader } from '../../data/table/table.ts';
import type { AskContext } from './answer.ts';
import type { Explorer } from './explorer.ts';
import { fillRows } from './row-filling.ts';

const rowsAtOnce = 256;
/** Characters; the whole text goes over the wire at once. */
const longestText = 200_000_000;

type Filled = CallOutput<'explore:fillFile'>;

export async function fillFile(
  explorer: Explorer,
  path: string | null,
  rounds: number,
  { signal, progress }: AskContext,
): Promise<Filled> {
  const { project, dataset } = explorer.session;
  const form = tableFormOf(explorer);
  const settings = project.data.table;
  const file =
    path === null ? await rowFileOf(project.data.source, settings, signal) : await openRows(path, settings, signal);
  if (!file) throw noFile();
  const readers = readersFor(form, file);
  const read = rowReader(file, settings, { form, readers });
  const size = rowSize(form);
  const delimiter = file.reading.delimiter;
  const write = (fields: readonly string[]): string =>
    fields.map((field) => writeField(field, delimiter)).join(delimiter);
  const lines: string[] = [write(file.names)];
  const counts = { rows: 0, filled: 0, skipped: 0 };
  let length = 0;

  async function add(rows: readonly Row[]): Promise<void> {
    const values = new Float32Array(rows.length * size);
    const readable = rows.map((row, at) => {
      const outcome = read(row);
      if (outcome instanceof Float32Array) values.set(outcome, at * size);
      return outcome instanceof Float32Array;
    });
    const { rows: filled } = await fillRows(explorer, values, size, rounds);
    rows.forEach((row, at) => {
      if (!('fields' in row)) return void (counts.skipped += 1);
      counts.rows += 1;
      if (!readable[at]) counts.skipped += 1;
      const fields = [...row.fields];
      for (const { column, at: place } of readable[at] ? readers : []) {
        if (!isMissing(values[at * size + column.start]!)) continue;
        const cell = readCell(column, filled.subarray(at * size, (at + 1) * size));
        fields[place] = column.type === 'category' ? cell.text : writeNumber(column, cell.value as number);
        if (column.type === 'number' && file!.reading.decimal === ',') fields[place] = fields[place]!.replace('.', ',');
        counts.filled += 1;
      }
      const line = write(fields);
      length += line.length;
      lines.push(line);
    });
    if (length > longestText) throw tooLong(counts.rows);
    progress({ done: counts.rows, total: Math.max(counts.rows, dataset.info.samples), doing: 'Filling in the table' });
    await setImmediate();
    signal.throwIfAborted();
  }

  for await (const batch of file.batches(signal))
    for (let at = 0; at < batch.length; at += rowsAtOnce) await add(batch.slice(at, at + rowsAtOnce));
  return { text: `${lines.join('\n')}\n`, ...counts };
}

export function tableFormOf({ session }: Explorer): TableForm {
  const { form } = session.dataset.info;
  if (form.kind === 'table') return form;
  throw new UserError({
    received: 'The run was not trained on a table.',
    expected: 'Cells are missing in rows of a table.',
    action: 'Choose the run of a network that was trained on one.',
  });
}

/** Columns are found by their names: their order in another file does not matter. */
function readersFor(form: TableForm, { names }: RowFile): readonly Reader[] {
  const readers = form.columns.map((column) => ({ column, at: names.indexOf(column.name) }));
  const missing = readers.filter(({ at }) => at < 0).map(({ column }) => `“${column.name}”`);
  if (missing.length === 0) return readers;
  throw new UserError({
    received: `The file has no column ${missing.slice(0, 5).join(', ')}.`,
    expected: 'The network needs all columns that it was trained on, by their names; their cells may be missing.',
    action: 'Add the columns to the file, empty where nothing is known.',
  });
}

const noFile = (): UserError =>
  new UserError({
    received: 'The run was trained on data that are no file of rows.',
    expected: 'A table to fill in.',
    action: 'Give the file that is to be filled in.',
  });

const tooLong = (rows: number): UserError =>
  new UserError({
    received: `After ${rows.toLocaleString('en')} rows the filled table has more than 200 million characters.`,
    expected: 'A table that can be handed over at once.',
    action: 'Fill it in parts.',
  });
