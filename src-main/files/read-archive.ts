/**
 * Reads ZIP archives from anybody. Owns the refusal of everything that could write outside a folder, fill a disk or hide
 * something: names that leave it, links, encryption, doubles, overlaps, and sizes that lie. Which names are wanted is the
 * caller's; a name in an archive never becomes a path here.
 */
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { UserError } from '#shared/problem.ts';

export interface ArchiveLimits {
  readonly entries: number;
  /** All files together, unpacked, bytes. */
  readonly bytes: number;
  /** How many times as large as the archive the files may be, once they have more than 64 MB. */
  readonly growth: number;
}

export interface ArchiveEntry {
  readonly name: string;
  /** Unpacked; what really comes is held to it. */
  readonly bytes: number;
}

export interface Archive {
  /** Files only, in the archive's order. */
  readonly entries: readonly ArchiveEntry[];
  /** Writes a file; refuses contents that are not exactly as announced. */
  extract(name: string, path: string, options?: ExtractOptions): Promise<void>;
  close(): void;
}

export interface ExtractOptions {
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Below this growth is no bomb: ten thousand lines of much the same pack well. */
const harmlessBytes = 64 * 1024 * 1024;
const [linkType, fileType, folderType] = [0o120000, 0o100000, 0o040000];

/** Throws a UserError that names the archive and says what is wrong with it. */
export async function openArchive(path: string, limits: ArchiveLimits): Promise<Archive> {
  const archive = new Refusals(path);
  const { size } = await stat(path).catch((error: unknown) => {
    throw archive.damaged(error);
  });
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true, strictFileNames: true }).catch(
    (error: unknown) => {
      throw archive.damaged(error);
    },
  );
  try {
    const found = await readEntries(zip, size, limits, archive);
    return {
      entries: [...found].map(([name, { uncompressedSize }]) => ({ name, bytes: uncompressedSize })),
      extract: (name, target, options) => extract(zip, found.get(name)!, target, archive, options),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error instanceof UserError ? error : archive.damaged(error);
  }
}

async function readEntries(
  zip: ZipFile,
  size: number,
  limits: ArchiveLimits,
  archive: Refusals,
): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.entries)
    throw archive.refuse(`it holds ${count(zip.entryCount)} files; at most ${count(limits.entries)} are taken`);
  const found = new Map<string, Entry>();
  const names = new Set<string>();
  let [packed, unpacked] = [0, 0];
  for await (const entry of zip.eachEntry()) {
    const { fileName: name } = entry;
    const fault = faultOf(entry);
    if (fault !== null) throw archive.refuse(`“${printable(name)}” in it ${fault}`);
    if (name.endsWith('/')) continue;
    // As file systems that do not tell letters' cases apart would see them.
    const seen = name.normalize('NFC').toLowerCase();
    if (names.has(seen)) throw archive.refuse(`“${printable(name)}” stands in it twice`);
    names.add(seen);
    found.set(name, entry);
    packed += entry.compressedSize;
    unpacked += entry.uncompressedSize;
    if (packed > size) throw archive.refuse('the files in it overlap');
    if (unpacked > limits.bytes)
      throw archive.refuse(`unpacked it has more than ${gigabytes(limits.bytes)}, the most that is taken`);
    if (unpacked > harmlessBytes && unpacked > size * limits.growth)
      throw archive.refuse(`unpacked it is more than ${count(limits.growth)} times as large`);
  }
  return found;
}

/** What is wrong with an entry, as the end of a sentence; null: nothing. */
function faultOf(entry: Entry): string | null {
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (type === linkType) return 'is a link';
  if (type !== 0 && type !== fileType && type !== folderType) return 'is no ordinary file';
  if (entry.isEncrypted()) return 'is encrypted';
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) return 'is packed in a way that is not read here';
  return null;
}

async function extract(
  zip: ZipFile,
  entry: Entry,
  path: string,
  archive: Refusals,
  { onBytes, signal }: ExtractOptions = {},
): Promise<void> {
  let checksum = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, pass) {
      checksum = crc32(chunk, checksum);
      onBytes?.(chunk.length);
      pass(null, chunk);
    },
  });
  try {
    // Never over a file that is there, and so never through a link. Longer or shorter contents end the stream.
    const target = createWriteStream(path, { flags: 'wx' });
    await pipeline(await zip.openReadStreamPromise(entry), meter, target, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw archive.damaged(error, entry.fileName);
  }
  if (checksum !== entry.crc32)
    throw archive.refuse(`“${printable(entry.fileName)}” in it does not match its checksum`);
}

const count = (value: number): string => value.toLocaleString('en');
const gigabytes = (bytes: number): string => `${count(bytes / 1024 ** 3)} GB`;
/** Names from others may hold anything. */
const printable = (name: string): string => name.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '·').slice(0, 120);

/** The words for what is wrong with one archive. */
class Refusals {
  constructor(readonly path: string) {}

  refuse(what: string): UserError {
    return new UserError({
      received: `The archive “${basename(this.path)}” in ${dirname(this.path)} cannot be used: ${what}.`,
      expected: 'A whole ZIP archive of ordinary files, as Hourglass or another program packed it, was expected.',
      action: 'Ask whoever made it to pack it again, or choose another file.',
    });
  }

  /** What the library or the system met; our own refusals stay as they are. */
  damaged(error: unknown, entry?: string): UserError {
    if (error instanceof UserError) return error;
    const { code = '', message } =
      error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
    const inside = entry === undefined ? '' : `“${printable(entry)}” in it `;
    if (code === 'ENOSPC' || code === 'EDQUOT') return this.refuse('the disk is full');
    if (code === 'ENOENT') return this.refuse('it does not exist');
    if (code === 'EACCES' || code === 'EPERM') return this.refuse('you may not read it');
    const leaving = /^(?:invalid relative path|absolute path|invalid characters in fileName): ([\s\S]*)$/.exec(message);
    if (leaving)
      return this.refuse(`“${printable(leaving[1]!)}” in it would lie outside the folder that it is unpacked into`);
    if (/^End of central directory/.test(message)) return this.refuse('it is no ZIP archive, or its end is missing');
    if (/^(too many|not enough) bytes/.test(message))
      return this.refuse(`${inside}has another size than the archive says`);
    return this.refuse(inside === '' ? `it is damaged (${message})` : `${inside}is damaged (${message})`);
  }
}
