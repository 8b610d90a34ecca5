/** Rows of a Parquet file in batches, each cell as its text. Owns what is said of files that cannot be read; parquet-thread.ts reads. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '#shared/problem.ts';
import { openThread, withParquet, type ParquetRow, type ParquetThread, type ThreadOptions } from './parquet-thread.ts';
import { uniqueNames, type Row, type RowFile } from './rows.ts';

const headRows = 200;
const mostRows = 1e9;
/** Read at once; a row group may have millions. */
const rowsAtOnce = 20_000;

/** Throws a UserError for what is no Parquet file, and the signal's reason. */
export async function openParquet(path: string, options: ThreadOptions = {}): Promise<RowFile> {
  const {
    written,
    rows: total,
    inGroups,
  } = await saying(path, () => withParquet(path, async ({ contents }) => contents, options));
  const names = uniqueNames(written);
  if (names.length === 0) throw unreadable(path, 'it has no columns');
  if (total !== inGroups || !(total >= 0 && total < mostRows))
    throw unreadable(path, 'it contradicts itself about its number of rows');
  const { size, mtimeMs } = await stat(path);

  const rowOf = (fields: ParquetRow, line: number): Row => {
    const nested = fields.indexOf(null);
    return nested < 0
      ? { line, fields: fields as readonly string[] }
      : { line, fault: `“${names[nested]!}” holds a list or record, not one value` };
  };
  const read = async (thread: ParquetThread, from: number, to: number): Promise<readonly Row[]> =>
    (await saying(path, () => thread.read(from, to))).map((fields, at) => rowOf(fields, from + at + 1));

  return {
    names,
    reading: { delimiter: ',', decimal: '.', header: true },
    counts: 'row',
    fingerprint: `parquet ${path} ${size} ${mtimeMs}`,
    head: () => saying(path, () => withParquet(path, (thread) => read(thread, 0, Math.min(total, headRows)), options)),
    async *batches(signal, share) {
      signal.throwIfAborted();
      const { thread, close } = await saying(path, () => openThread(path, { ...options, signal }));
      try {
        for (let from = 0; from < total; from += rowsAtOnce) {
          signal.throwIfAborted();
          const rows = await read(thread, from, Math.min(total, from + rowsAtOnce));
          // A damaged file may promise more rows than it has.
          if (rows.length === 0) return;
          share?.(Math.min(1, (from + rows.length) / total));
          yield rows;
        }
      } finally {
        await close();
      }
    },
  };
}

/** What fails is said of the file; what is said already, or was called off, stays as it is. */
async function saying<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError || (error instanceof Error && error.name === 'AbortError')) throw error;
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
}

const unreadable = (path: string, reason: string): UserError =>
  new UserError({
    received: `“${basename(path)}” cannot be read as Parquet: ${reason.replace(/\.$/, '')}.`,
    expected: 'A whole Parquet file with plain columns.',
    action: 'Write it anew in the program that it comes from, or save it as CSV.',
  });
