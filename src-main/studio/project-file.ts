/** Project files as files: which names they have, and reading their text. Their content is parse.ts's, writing write-safely.ts's. */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { UserError } from '#shared/problem.ts';

export const projectExtension = '.hourglass';
const largestFile = 40_000_000;

/** The path in its plain form; throws for one that is not from the root of a disk. */
export function requireFullPath(path: string): string {
  if (isAbsolute(path) && !path.includes('\0')) return resolve(path);
  throw new UserError({
    received: `“${path}” is not a full path.`,
    expected: 'A path from the root of a disk was expected.',
    action: 'Choose the file in the dialog.',
  });
}

const readingReasons: Readonly<Record<string, readonly [reason: string, action: string]>> = {
  ENOENT: ['it does not exist', 'It may have been moved or renamed: look for it with Open.'],
  ENOTDIR: ['it does not exist', 'It may have been moved or renamed: look for it with Open.'],
  EISDIR: ['it is a folder', 'Choose a project file. Folders of pictures are opened under Data.'],
  EACCES: ['you may not read it', 'Ask for permission to read it, or choose another file.'],
  EPERM: ['you may not read it', 'Ask for permission to read it, or choose another file.'],
};

/** The text of a project file; throws a UserError that names it and says why it cannot be read. */
export async function readProjectFile(path: string): Promise<string> {
  const refuse = (reason: string, action: string): UserError =>
    new UserError({
      received: `“${basename(path)}” in ${dirname(path)} cannot be opened: ${reason}.`,
      expected: `A project file that ends in ${projectExtension} was expected.`,
      action,
    });
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    if (!status.isFile()) throw refuse('it is no ordinary file', 'Choose a project file.');
    if (status.size > largestFile) throw refuse(`it has ${Math.round(status.size / 1e6)} MB`, 'Choose a project file.');
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw refuse(...(readingReasons[code] ?? [message, 'Try again, or choose another file.']));
  }
}
