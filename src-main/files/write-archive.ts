/** Writes ZIP archives, crash-safe as every other file. Owns the container; what stands in it is the caller's. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { UserError } from '#shared/problem.ts';
import { writeFileSafely } from './write-safely.ts';

export interface ArchiveFile {
  /** In the archive, with slashes. */
  readonly name: string;
  /** Its contents, or the absolute path of the file that holds them. */
  readonly from: Uint8Array | { readonly path: string; readonly bytes: number };
}

export interface ArchiveOptions {
  /** Bytes taken in so far. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** From here on sizes do not fit the plain format: ZIP64 is chosen before the first byte. */
const largeBytes = 2 * 1024 ** 3;
/** Weights and pictures get no smaller. */
const isDense = (name: string): boolean => /\.(safetensors|png)$/.test(name);

/** Replaces the file at `path` once the whole archive is on the disk. Rejects with the signal's reason when cancelled. */
export async function writeArchive(
  path: string,
  files: readonly ArchiveFile[],
  { onProgress, signal }: ArchiveOptions = {},
): Promise<void> {
  signal?.throwIfAborted();
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const stop = (error: unknown): void =>
    void output.destroy(error instanceof Error ? error : new DOMException('Cancelled', 'AbortError'));
  zip.on('error', stop);
  // Whoever reads it is told as well; but reading may not have begun yet.
  output.on('error', () => undefined);
  const cancel = (): void => stop(signal?.reason);
  signal?.addEventListener('abort', cancel);
  let done = 0;
  const count = (bytes: number): void => onProgress?.((done += bytes));
  for (const { name, from } of files) {
    const options = { compress: !isDense(name), mtime: new Date() };
    if (from instanceof Uint8Array) {
      zip.addBuffer(Buffer.from(from), name, options);
      count(from.length);
    } else {
      const large = from.bytes > largeBytes;
      zip.addReadStreamLazy(name, { ...options, forceZip64Format: large }, (use) =>
        use(null, Readable.from(contentsOf(from.path, count)).on('error', stop)),
      );
    }
  }
  zip.end();
  try {
    await writeFileSafely(path, output);
  } catch (error) {
    signal?.throwIfAborted();
    throw output.errored instanceof UserError ? output.errored : error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

/** Opened before it is read: a file that is replaced meanwhile is taken as it was. */
async function* contentsOf(path: string, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  try {
    const file = await open(path, 'r');
    for await (const chunk of file.createReadStream({ highWaterMark: 1024 * 1024 })) {
      count((chunk as Uint8Array).length);
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

const unreadable = (path: string, error: unknown): UserError =>
  new UserError({
    received: `“${basename(path)}” cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    expected: 'Every file that goes into the archive must be readable.',
    action: 'Try again; if it happens again, the file may have been removed.',
  });
