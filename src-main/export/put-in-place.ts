/**
 * Writes files and folders so that nothing stands under its final name before it is whole: everything is made in a hidden
 * folder beside it, flushed, and renamed. Owns that way into place; what is written is each format's.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '#shared/problem.ts';
import { explainWriteError, flushFolder, isRunning, renamePatiently } from '../files/write-safely.ts';

const workshopName = /^\.hourglass-export-(\d+)-[0-9a-f]{16}\.tmp$/;
/** Of a folder that gives way to a new one, for the moment that this takes. */
const replacedEnding = '.replaced';
/** Stands in every folder that Hourglass exports, and says so: only such a one is replaced. */
export const markName = 'preprocessing.json';

/**
 * Calls `make` with an empty folder in which it puts what shall stand beside each other under these names, then puts all of it
 * in place, the last name last. On failure nothing has changed; the error (a UserError) names what could not be written.
 */
export async function putInPlace(
  folder: string,
  names: readonly string[],
  make: (workshop: string) => Promise<void>,
): Promise<void> {
  const target = resolve(folder);
  await sweepWorkshops(target);
  const workshop = join(target, `.hourglass-export-${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
  const last = join(target, names.at(-1)!);
  await refuseForeignFolder(last);
  try {
    await mkdir(workshop).catch(explaining(last));
    await make(workshop);
    for (const name of names) await flushAll(join(workshop, name));
    for (const name of names)
      await replace(join(workshop, name), join(target, name), workshop).catch(explaining(join(target, name)));
    await flushFolder(target);
  } finally {
    await rm(workshop, { recursive: true, force: true }).catch(() => undefined);
  }
}

const explaining =
  (path: string) =>
  (error: unknown): never => {
    throw error instanceof UserError ? error : explainWriteError(error, path);
  };

/** A folder cannot be renamed over one that holds something: that one goes first, out of sight. */
async function replace(from: string, to: string, workshop: string): Promise<void> {
  const there = await stat(to).catch(() => null);
  if (there?.isDirectory()) await renamePatiently(to, join(workshop, `${basename(to)}${replacedEnding}`));
  await renamePatiently(from, to);
}

async function refuseForeignFolder(path: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (!there?.isDirectory()) return;
  if ((await readdir(path)).length === 0 || (await isOurs(path))) return;
  throw new UserError({
    received: `There is a folder called “${basename(path)}” in ${dirname(path)} already, with other things in it.`,
    expected: 'An export replaces only what Hourglass exported before.',
    action: 'Choose another name, or move that folder away.',
  });
}

const isOurs = (folder: string): Promise<boolean> =>
  readFile(join(folder, markName), 'utf8').then(
    (text) => text.includes('"madeBy": "Hourglass'),
    () => false,
  );

/** Removes what killed exports left beside where this one goes; what they had only begun to replace is put back. */
export async function sweepWorkshops(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = workshopName.exec(name)?.[1];
    if (owner === undefined || Number(owner) === process.pid || isRunning(Number(owner))) continue;
    await putBack(join(folder, name), folder);
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function putBack(workshop: string, folder: string): Promise<void> {
  for (const name of await readdir(workshop).catch(() => [])) {
    if (!name.endsWith(replacedEnding)) continue;
    const place = join(folder, name.slice(0, -replacedEnding.length));
    const isFree = await stat(place).then(
      () => false,
      () => true,
    );
    if (isFree) await renamePatiently(join(workshop, name), place);
  }
}

/** A file, or all files of a folder, to the disk. */
async function flushAll(path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) {
    for (const name of await readdir(path)) await flushAll(join(path, name));
    await flushFolder(path);
    return;
  }
  // Windows flushes only what may be written to.
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
