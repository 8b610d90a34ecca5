/** Sequences out of tables: one long file, sorted into its sequences in memory, or a folder of files that are one each. */
import type { SequenceSettings } from '#shared/graph/data-forms.ts';
import type { DataSplit } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { partition } from '../folder-parts.ts';
import type { Skipped } from '../format.ts';
import { openCsv } from '../rows/csv.ts';
import type { RowFile } from '../rows/rows.ts';
import type { SequenceFile, SequenceFiles } from './files.ts';
import { readSeries, settleColumns, type Columns, type NamedSeries } from './row-series.ts';
import type { SeriesSet } from './series.ts';

type Note = (skipped: Skipped) => void;

export async function openTables(
  files: SequenceFiles,
  settings: SequenceSettings,
  split: DataSplit,
  signal: AbortSignal,
  note: Note,
): Promise<SeriesSet> {
  if (!files.folder) return openTable(files.files[0]!, settings, signal, note);
  const first = await firstTable(files, settings);
  const columns = await settleColumns(first, settings);
  const channels = columns.channels.map((at) => first.names[at]!);
  const { ordered, labelNames } = partition(files.files, split, files.path);
  return {
    channels,
    alike: false,
    columns: first.names,
    entries: ordered.map(({ file, label, part }) => ({
      file: file.name,
      label: label === null ? null : labelNames![label]!,
      part,
    })),
    async read(entry, say) {
      const { file } = ordered[entry]!;
      try {
        const table = await openCsv(file.path, settings);
        const own = samePlaces(table, first, columns, settings);
        if (typeof own === 'string') return skip(say, file, own);
        // A whole file is one sequence, whatever its groups are.
        const [series] = await readSeries(table, file.name, { ...own, group: null }, settings, signal, say);
        return series ?? skip(say, file, 'a table without a row that can be used');
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return skip(say, file, error.received);
      }
    },
  };
}

function skip(note: Note, file: SequenceFile, reason: string): null {
  note({ file: file.name, reason });
  return null;
}

async function openTable(
  file: SequenceFile,
  settings: SequenceSettings,
  signal: AbortSignal,
  note: Note,
): Promise<SeriesSet> {
  const table = await openCsv(file.path, settings);
  const columns = await settleColumns(table, settings);
  const all: readonly NamedSeries[] = await readSeries(table, file.name, columns, settings, signal, note);
  return {
    channels: columns.channels.map((at) => table.names[at]!),
    alike: false,
    columns: table.names,
    entries: all.map(({ name }) => ({ file: name === '' ? file.name : name, label: null })),
    read: (entry) => Promise.resolve(all[entry]!),
  };
}

/** The first file that can be opened says which columns there are. */
async function firstTable(files: SequenceFiles, settings: SequenceSettings): Promise<RowFile> {
  let last: UserError | null = null;
  for (const file of files.files) {
    try {
      return await openCsv(file.path, settings);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      last = error;
    }
  }
  throw last!;
}

/** The same columns in another file, wherever they stand; or which one is missing. */
function samePlaces(
  table: RowFile,
  first: RowFile,
  columns: Columns,
  { time, label }: SequenceSettings,
): Columns | string {
  const find = (at: number): number => table.names.indexOf(first.names[at]!);
  const wanted = [
    ...columns.channels,
    ...(time === null ? [] : [columns.time!]),
    ...(label === null ? [] : [columns.label!]),
  ];
  const absent = wanted.find((at) => find(at) < 0);
  if (absent !== undefined) return `has no column “${first.names[absent]!}”`;
  const place = (at: number | null): number | null => (at === null ? null : find(at));
  return { channels: columns.channels.map(find), time: place(columns.time), group: null, label: place(columns.label) };
}
