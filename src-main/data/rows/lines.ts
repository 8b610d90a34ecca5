/** Lines of a text file, piece by piece, whatever wrote it: UTF-8, UTF-16 or Windows’ own, with any kind of line end. Owns no fields. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '#shared/problem.ts';
import { explainReadError } from '../read-file.ts';

const headBytes = 256 * 1024;
const chunkBytes = 1024 * 1024;
/** Characters; a longer one is no line of a table. */
const longestLine = 4 * 1024 * 1024;

/** How a file's bytes are text. */
export interface TextKind {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly lineEnd: '\n' | '\r';
}

export interface TextHead extends TextKind {
  /** The whole lines that the file begins with; the last one may be cut off only where it is the only one. */
  readonly lines: readonly string[];
}

function encodingOf(bytes: Uint8Array): TextKind['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  try {
    // Streaming: a character may be cut in two at the end.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Throws a UserError for what cannot be read or is no text. */
export async function readTextHead(path: string): Promise<TextHead> {
  const { bytes, whole } = await readHeadBytes(path);
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.includes('\0')) throw noText(path);
  const lineEnd = !text.includes('\n') && text.includes('\r') ? '\r' : '\n';
  const lines = text.split(lineEnd).map(withoutReturn);
  // What follows the last line end is whole only where the file ends there.
  const last = lines.pop()!;
  return { encoding, lineEnd, lines: (whole || lines.length === 0) && last !== '' ? [...lines, last] : lines };
}

async function readHeadBytes(path: string): Promise<{ readonly bytes: Uint8Array; readonly whole: boolean }> {
  try {
    const file = await open(path, 'r');
    try {
      const status = await file.stat();
      if (!status.isFile()) throw new Error('it is no regular file');
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return { bytes: buffer.subarray(0, bytesRead), whole: bytesRead === status.size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** All lines in order, many at a time; a last empty one is none. `read` hears how many bytes have been read. */
export async function* readLines(
  path: string,
  { encoding, lineEnd }: TextKind,
  signal: AbortSignal,
  read?: (bytes: number) => void,
): AsyncGenerator<readonly string[], void, undefined> {
  const decoder = new TextDecoder(encoding);
  let rest = '';
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes, signal }) as AsyncIterable<Buffer>) {
      read?.((bytes += chunk.length));
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(lineEnd);
      rest = lines.pop()!;
      if (rest.length > longestLine) throw noText(path);
      if (lineEnd === '\n') for (let at = 0; at < lines.length; at++) lines[at] = withoutReturn(lines[at]!);
      yield lines;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof UserError ? error : unreadable(path, error);
  }
  rest = withoutReturn(rest + decoder.decode());
  if (rest !== '') yield [rest];
}

const noText = (path: string): UserError =>
  new UserError({
    received: `“${basename(path)}” is no text, or has lines of millions of characters.`,
    expected: 'A table as text has one row on each line: CSV, TSV or the like.',
    action: 'Save it as CSV in the program that it comes from.',
  });

const unreadable = (path: string, error: unknown): UserError =>
  new UserError({
    received: `“${basename(path)}” ${explainReadError(error)}.`,
    expected: 'A file that can be read.',
    action: 'Check where it lies, and choose it anew.',
  });
