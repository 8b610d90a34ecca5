/** Opens a file of rows by what it is: Parquet says so itself, everything else is text. */
import { open } from 'node:fs/promises';
import { openCsv } from './csv.ts';
import { openParquet } from './parquet.ts';
import type { Reading, RowFile } from './rows.ts';

const parquetMagic = Buffer.from('PAR1');

/** Throws a UserError for what cannot be read or has no rows, and the signal's reason. */
export const openRows = async (path: string, reading: Reading, signal?: AbortSignal): Promise<RowFile> =>
  (await beginsLike(path, parquetMagic)) ? openParquet(path, { signal }) : openCsv(path, reading);

/** What cannot be opened begins like nothing: whoever reads it then says why. */
async function beginsLike(path: string, magic: Buffer): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0);
      return bytesRead === magic.length && buffer.equals(magic);
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
