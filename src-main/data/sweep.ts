/**
 * Keeps the folder of prepared datasets small: removes what interrupted preparations left behind, and the datasets that
 * were used least recently once all together exceed the budget. Never one that a living process has open or that was
 * used in the last minutes (between preparing and opening one, a process has to start).
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../files/write-safely.ts';
import { cacheFileNames, isDatasetId } from './layout.ts';

const partialName = /^[0-9a-f]{64}\.(\d+)-[0-9a-f]+\.partial$/;
const markerName = /^(\d+)-[0-9a-f]+\.open$/;
const recently = 10 * 60 * 1000;

/** Name of a folder in which this process prepares a dataset. */
export const partialFolderName = (key: string, unique: string): string => `${key}.${process.pid}-${unique}.partial`;

/** Removes folders of preparations whose process is gone. */
export async function sweepPartialFolders(cacheFolder: string): Promise<void> {
  for (const name of await namesIn(cacheFolder)) {
    const owner = partialName.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) await removeFolder(join(cacheFolder, name));
  }
}

/** Removes the datasets used least recently until at most `budget` bytes are left, as far as others allow. */
export async function sweepToBudget(
  cacheFolder: string,
  budget: number,
  spare: string,
  now = Date.now(),
): Promise<void> {
  const datasets: { folder: string; name: string; bytes: number; usedAt: number }[] = [];
  for (const name of (await namesIn(cacheFolder)).filter(isDatasetId)) {
    const folder = join(cacheFolder, name);
    let bytes = 0;
    for (const file of await namesIn(folder)) bytes += (await stat(join(folder, file)).catch(() => null))?.size ?? 0;
    const info = await stat(join(folder, cacheFileNames.info)).catch(() => null);
    datasets.push({ folder, name, bytes, usedAt: info?.mtimeMs ?? 0 });
  }
  let total = datasets.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { folder, name, bytes, usedAt } of datasets.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= budget) return;
    if (name === spare || now - usedAt < recently || (await isOpen(folder))) continue;
    if (await removeFolder(folder)) total -= bytes;
  }
}

async function isOpen(folder: string): Promise<boolean> {
  const owners = (await namesIn(folder)).map((name) => markerName.exec(name)?.[1]);
  return owners.some((owner) => owner !== undefined && isRunning(Number(owner)));
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** What cannot be removed now is tried again at the next sweep. */
const removeFolder = (folder: string): Promise<boolean> =>
  rm(folder, { recursive: true, force: true }).then(
    () => true,
    () => false,
  );
