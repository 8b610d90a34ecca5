/** Rows of a Parquet file, row group by row group, each cell as its text. Owns what becomes text how; the library (hyparquet) owns the format. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { UserError } from '#shared/problem.ts';
import { uniqueNames, type Row, type RowFile } from './rows.ts';

const headRows = 200;
const mostRows = 1e9;
/** Read at once; a row group may have millions. */
const rowsAtOnce = 20_000;

/** Null where a value is no single thing: lists and records have no place in a cell. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === 'object' ? null : String(value);
}

/** Throws a UserError for what is no Parquet file. */
export async function openParquet(path: string): Promise<RowFile> {
  const opened = await open(path);
  const { file, metadata } = opened;
  const written = parquetSchema(metadata).children.map(({ element }) => element.name);
  const names = uniqueNames(written);
  if (names.length === 0) throw unreadable(path, 'it has no columns');
  const total = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (total !== Number(metadata.num_rows) || !(total >= 0 && total < mostRows))
    throw unreadable(path, 'it contradicts itself about its number of rows');
  const { size, mtimeMs } = await stat(path);

  async function read(from: number, to: number): Promise<readonly Row[]> {
    try {
      const rows = await parquetReadObjects({ file, metadata, compressors, rowStart: from, rowEnd: to });
      return rows.map((row, at): Row => {
        const line = from + at + 1;
        const fields = written.map((name) => textOf(row[name]));
        const nested = fields.indexOf(null);
        return nested < 0
          ? { line, fields: fields as string[] }
          : { line, fault: `“${names[nested]!}” holds a list or record, not one value` };
      });
    } catch (error) {
      throw unreadable(path, error instanceof Error ? error.message : String(error));
    }
  }

  return {
    names,
    reading: { delimiter: ',', decimal: '.', header: true },
    counts: 'row',
    fingerprint: `parquet ${path} ${size} ${mtimeMs}`,
    head: () => read(0, Math.min(total, headRows)),
    async *batches(signal) {
      for (let from = 0; from < total; from += rowsAtOnce) {
        signal.throwIfAborted();
        const rows = await read(from, Math.min(total, from + rowsAtOnce));
        // A damaged file may promise more rows than it has.
        if (rows.length === 0) return;
        yield rows;
      }
    },
  };
}

async function open(path: string) {
  try {
    const file = await asyncBufferFromFile(path);
    return { file, metadata: await parquetMetadataAsync(file) };
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
}

const unreadable = (path: string, reason: string): UserError =>
  new UserError({
    received: `“${basename(path)}” cannot be read as Parquet: ${reason.replace(/\.$/, '')}.`,
    expected: 'A whole Parquet file with plain columns.',
    action: 'Write it anew in the program that it comes from, or save it as CSV.',
  });
