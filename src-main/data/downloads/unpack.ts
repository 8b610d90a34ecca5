/**
 * Takes known files out of a gzipped tar archive. Owns the refusal of everything else in it: names in an archive never become paths,
 * and only regular files of exactly the expected names and sizes are written, under names of ours.
 */
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Parser } from 'tar';
import { UserError } from '#shared/problem.ts';
import { unwritable } from './words.ts';

export interface ArchiveMember {
  /** As the archive calls it. */
  readonly name: string;
  readonly bytes: number;
  /** Absolute path of the file to write. */
  readonly path: string;
}

/** Resolves once all members are on the disk. Throws a UserError naming the archive when one is missing or differs. */
export async function unpackMembers(
  archive: string,
  members: readonly ArchiveMember[],
  signal: AbortSignal,
): Promise<void> {
  const left = new Map(members.map((member) => [member.name, member]));
  const writing: Promise<void>[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry(entry) {
      const member = left.get(entry.path);
      if (!member || entry.type !== 'File' || entry.size !== member.bytes) return void entry.resume();
      left.delete(entry.path);
      const written = entry.concat().then((bytes) => writeMember(bytes, member));
      written.catch(() => undefined);
      writing.push(written);
    },
  });
  const ended = new Promise<void>((resolve, reject) => parser.on('end', resolve).on('error', reject));
  ended.catch(() => undefined);
  try {
    for await (const chunk of createReadStream(archive, { signal, highWaterMark: 1024 * 1024 })) {
      const drained = new Promise<void>((resolve) => parser.once('drain', () => resolve()));
      if (!parser.write(chunk as Buffer)) await Promise.race([drained, ended]);
    }
    parser.end();
    await ended;
    await Promise.all(writing);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError) throw error;
    throw unusable(archive, error instanceof Error ? error.message : String(error));
  }
  const missing = [...left.keys()][0];
  if (missing !== undefined) throw unusable(archive, `it lacks “${missing}”, or that has another size`);
}

async function writeMember(bytes: Uint8Array, { path }: ArchiveMember): Promise<void> {
  await writeFile(path, bytes, { flush: true }).catch((error: unknown) => {
    throw unwritable(error, path);
  });
}

function unusable(archive: string, what: string): UserError {
  return new UserError({
    received: `The archive “${basename(archive)}” cannot be unpacked: ${what}.`,
    expected: 'A gzipped tar archive as it was published.',
    action: 'Download it again.',
  });
}
