// Reads a Parquet file in a thread of its own: a damaged one can keep the library (hyparquet) busy for ever, and whoever asked must be able
// to end that. Plain JavaScript beside the packages: a checkout, a build and the tests all run this very file.
// First says what the file is; then answers { from, to } with its rows, each cell as its text.
import { parentPort, workerData } from 'node:worker_threads';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** Bytes that a page may be unpacked to: real ones have a few million; what is unpacked lies outside the memory that the thread is allowed. */
const largestPage = 512 * 1024 * 1024;

const unpackers = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (packed, length) => {
      if (length > largestPage) throw new Error(`a page of it claims to hold ${length.toLocaleString('en')} bytes`);
      return unpack(packed, length);
    },
  ]),
);

const reasonOf = (error) => ({ reason: error instanceof Error ? error.message : String(error) });

try {
  const file = await asyncBufferFromFile(workerData);
  const metadata = await parquetMetadataAsync(file);
  const written = parquetSchema(metadata).children.map(({ element }) => element.name);

  parentPort.on('message', async ({ from, to }) => {
    try {
      const rows = await parquetReadObjects({ file, metadata, compressors: unpackers, rowStart: from, rowEnd: to });
      parentPort.postMessage({ rows: rows.map((row) => written.map((name) => textOf(row[name]))) });
    } catch (error) {
      parentPort.postMessage(reasonOf(error));
    }
  });
  parentPort.postMessage({
    written,
    rows: Number(metadata.num_rows),
    inGroups: metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0),
  });
} catch (error) {
  parentPort.postMessage(reasonOf(error));
}

/** Null where a value is no single thing: lists and records have no place in a cell. */
function textOf(value) {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === 'object' ? null : String(value);
}
