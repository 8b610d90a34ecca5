/** Reads files that people chose, and says in words why one cannot be read. Owns no formats. */
import { open } from 'node:fs/promises';

/** No photograph is larger; what is, would only fill the memory. */
export const largestFile = 512 * 1024 * 1024;

/** Why a file cannot be used, in words that continue its name. */
export class FileProblem extends Error {}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist (any more)',
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'is a file, not a folder',
  ELOOP: 'is a link that leads in a circle',
  ENAMETOOLONG: 'has a name that is too long for this system',
  EMFILE: 'cannot be read: too many files are open',
  ENFILE: 'cannot be read: too many files are open',
  EBUSY: 'cannot be read: another program holds it',
  EIO: 'cannot be read: the disk reported an error',
  ENXIO: 'cannot be read: it is a device or a pipe',
};

/** "cannot be read: permission denied". */
export function explainReadError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? `cannot be read (${code || (error instanceof Error ? error.message : String(error))})`;
}

/** All of a regular file. Throws FileProblem. */
export async function readWholeFile(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const status = await file.stat();
      if (!status.isFile()) throw new FileProblem('not a regular file');
      if (status.size > largestFile) {
        const megabytes = Math.ceil(status.size / 1024 / 1024).toLocaleString('en');
        throw new FileProblem(`too large: ${megabytes} MB; the limit is ${largestFile / 1024 / 1024} MB`);
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof FileProblem ? error : new FileProblem(explainReadError(error));
  }
}
