/** Lists folders for windows that have no system dialogs. Shows names only; opens nothing. */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { UserError } from '#shared/problem.ts';
import type { FolderListing } from '#shared/wire/studio.ts';

const mostEntries = 5000;
type Entry = FolderListing['entries'][number];

/** Folders first, then the files with one of the extensions (without dot, any case), by name; hidden ones are left out. */
export async function listFolder(
  path: string | null,
  extensions: readonly string[],
  projectsFolder: string,
): Promise<FolderListing> {
  const folder = resolve(path ?? homedir());
  if (path !== null && !isAbsolute(path)) throw unreadable(path, 'it is not a full path');
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(folder, readingReasons[error.code ?? ''] ?? error.message);
  });
  const wanted = new Set(extensions.map((extension) => `.${extension.toLowerCase().replace(/^\./, '')}`));
  const visible = names.filter((name) => !name.startsWith('.')).slice(0, mostEntries);
  const entries = await Promise.all(visible.map((name) => describeEntry(join(folder, name))));
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  return {
    path: folder,
    parent: dirname(folder) === folder ? null : dirname(folder),
    entries: entries
      .filter((entry) => entry !== null)
      .filter((entry) => entry.folder || wanted.has(extname(entry.name).toLowerCase()))
      .sort((a, b) => Number(b.folder) - Number(a.folder) || order.compare(a.name, b.name)),
    places: await findPlaces(projectsFolder),
  };
}

async function describeEntry(path: string): Promise<Entry | null> {
  const status = await stat(path).catch(() => null);
  if (!status?.isDirectory() && !status?.isFile()) return null;
  return { name: basename(path), path, folder: status.isDirectory(), modifiedAt: Math.round(status.mtimeMs) };
}

async function findPlaces(projectsFolder: string): Promise<FolderListing['places']> {
  const home = homedir();
  const candidates = [
    { name: 'Hourglass projects', path: projectsFolder },
    { name: 'Home', path: home },
    ...['Desktop', 'Documents', 'Downloads', 'Pictures'].map((name) => ({ name, path: join(home, name) })),
    { name: 'This computer', path: resolve('/') },
  ];
  const exist = await Promise.all(
    candidates.map(({ path }) =>
      stat(path).then(
        (status) => status.isDirectory(),
        () => false,
      ),
    ),
  );
  return candidates.filter((_, index) => exist[index]);
}

const readingReasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it is a file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
};

function unreadable(path: string, reason: string): UserError {
  return new UserError({
    received: `“${path}” cannot be listed: ${reason}.`,
    expected: 'A folder that you may read was expected.',
    action: 'Choose another folder.',
  });
}
