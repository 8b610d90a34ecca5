/**
 * One IDX file: its header, checked against its length, and its bytes as a stream. Owns no meaning of the values (idx.ts).
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '#shared/problem.ts';
import { ByteStream, EndOfBytes } from './byte-stream.ts';
import { explainReadError } from './read-file.ts';

/** Of one file, unpacked. */
const mostBytes = 64 * 1024 ** 3;
/** DEFLATE cannot pack tighter (RFC 1951: 258 bytes in 2 bits). */
const tightestPacking = 1032;
const longestHeader = 4 + 4 * 8;

export interface IdxHeader {
  readonly dimensions: readonly number[];
  /** Of the header. */
  readonly headerBytes: number;
  /** Of the values. */
  readonly valueBytes: number;
}

export interface IdxFile extends IdxHeader {
  readonly path: string;
  readonly fingerprint: string;
  /** The values from the first on; close() it. All methods throw UserErrors that name the file. */
  bytes(signal: AbortSignal): IdxBytes;
  readAll(signal: AbortSignal): Promise<Uint8Array>;
}

export interface IdxBytes {
  take(count: number): Promise<Uint8Array>;
  skip(count: number): Promise<void>;
  /** Throws unless exactly the values that the header announces are there. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

const types: Readonly<Record<number, string>> = {
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floats',
  0x0e: '64-bit floats',
};

/** What is wrong with an IDX file; `what` continues its name. */
export function idxError(path: string, what: string, action: string): UserError {
  return new UserError({
    received: `“${basename(path)}”: ${what}.`,
    expected:
      'An IDX file as MNIST’s: big-endian header, unsigned bytes, exactly as long as the header says, gzipped or not.',
    action,
  });
}

const another = 'Download or export the file again, or choose another one.';

/** Reads a header from the first bytes of the unpacked file. Throws a UserError. */
export function parseIdxHeader(head: Uint8Array, path: string): IdxHeader {
  if (head.length === 0) throw idxError(path, 'it is empty', another);
  if (head.length < 4) throw idxError(path, `it ends after ${head.length} bytes`, another);
  const [zero, zeroToo, type, count] = head as unknown as [number, number, number, number];
  if (zero !== 0 || zeroToo !== 0) throw idxError(path, 'it does not begin like an IDX file', another);
  if (type !== 0x08) {
    const named = types[type];
    if (!named) throw idxError(path, `its type of values is unknown (${type})`, another);
    throw idxError(path, `it holds ${named}`, 'Convert the values to unsigned bytes, 0 to 255.');
  }
  if (count < 1 || count > 8) throw idxError(path, `it has ${count} dimensions`, another);
  const headerBytes = 4 + 4 * count;
  if (head.length < headerBytes) throw idxError(path, 'it ends within its header', another);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const dimensions = Array.from({ length: count }, (_, dimension) => view.getUint32(4 + 4 * dimension));
  const valueBytes = dimensions.reduce((product, n) => product * n, 1);
  if (valueBytes > mostBytes) {
    throw idxError(
      path,
      `its header announces ${dimensions.join(' × ')} values, more than ${mostBytes / 1024 ** 3} GB`,
      another,
    );
  }
  return { dimensions, headerBytes, valueBytes };
}

/** Opens a file far enough to know what it holds, and checks its length (gzipped: as far as can be told now). */
export async function openIdx(path: string): Promise<IdxFile> {
  const { head, size, modifiedAt, changedAt } = await readHead(path);
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  const header = parseIdxHeader(packed ? await unpackHead(path) : head, path);
  const total = header.headerBytes + header.valueBytes;
  if (!packed && size !== total) throw wrongLength(path, total, size);
  if (packed && total > size * tightestPacking) {
    throw idxError(
      path,
      `its header announces ${total.toLocaleString('en')} bytes, more than can be packed into ${size.toLocaleString('en')}`,
      another,
    );
  }
  const bytes = (signal: AbortSignal): IdxBytes => streamValues(path, packed, header, signal);
  return {
    ...header,
    path,
    fingerprint: JSON.stringify([path, size, modifiedAt, changedAt]),
    bytes,
    async readAll(signal) {
      const stream = bytes(signal);
      try {
        const values = await stream.take(header.valueBytes);
        await stream.finish();
        return values;
      } finally {
        await stream.close();
      }
    },
  };
}

function wrongLength(path: string, expected: number, received: number | null): UserError {
  const most = expected.toLocaleString('en');
  if (received === null)
    return idxError(path, `it holds more than the ${most} bytes that its header announces`, another);
  const difference = received < expected ? 'it is truncated: ' : '';
  return idxError(
    path,
    `${difference}it has ${received.toLocaleString('en')} bytes, but its header announces ${most}`,
    another,
  );
}

interface Head {
  readonly head: Buffer;
  readonly size: number;
  readonly modifiedAt: number;
  readonly changedAt: number;
}

async function readHead(path: string): Promise<Head> {
  try {
    const file = await open(path, 'r');
    try {
      const status = await file.stat();
      if (!status.isFile()) throw idxError(path, 'it is not a file', another);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(longestHeader), 0, longestHeader, 0);
      return {
        head: buffer.subarray(0, bytesRead),
        size: status.size,
        modifiedAt: status.mtimeMs,
        changedAt: status.ctimeMs,
      };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explain(error, path);
  }
}

/** The first bytes of a gzipped file, unpacked. Reads one piece of it only. */
async function unpackHead(path: string): Promise<Uint8Array> {
  const stream = new ByteStream(unpacked(path, true));
  try {
    return await stream.takeUpTo(longestHeader);
  } catch (error) {
    throw explain(error, path);
  } finally {
    await stream.close();
  }
}

function unpacked(path: string, packed: boolean): Readable {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  if (!packed) return file;
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  file.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => file.destroy());
  return file.pipe(gunzip);
}

function streamValues(path: string, packed: boolean, header: IdxHeader, signal: AbortSignal): IdxBytes {
  const stream = new ByteStream(unpacked(path, packed));
  let left = header.valueBytes;
  let begun = false;
  const consume = async <T>(count: number, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      if (!begun) await stream.skip(header.headerBytes);
      begun = true;
      const result = await work();
      left -= count;
      return result;
    } catch (error) {
      if (error instanceof EndOfBytes) throw wrongLength(path, header.headerBytes + header.valueBytes, stream.consumed);
      throw explain(error, path);
    }
  };
  /** In steps, so that a cancel is heard within a step. */
  const step = 64 * 1024 * 1024;
  const skip = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += step) {
      const part = Math.min(step, count - done);
      await consume(part, () => stream.skip(part));
    }
  };
  return {
    take: (count) => consume(count, () => stream.take(count)),
    skip,
    async finish() {
      await skip(left);
      const atEnd = await consume(0, () => stream.atEnd());
      if (!atEnd) throw wrongLength(path, header.headerBytes + header.valueBytes, null);
    },
    close: () => stream.close(),
  };
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof UserError || !(error instanceof Error) || error.name === 'AbortError') return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return idxError(path, 'it is truncated: its gzip data end too early', another);
  if (code.startsWith('Z_')) return idxError(path, 'its gzip data are damaged', another);
  if (code.startsWith('E'))
    return idxError(path, `it ${explainReadError(error)}`, 'Check that it exists and that you may open it.');
  return error;
}
