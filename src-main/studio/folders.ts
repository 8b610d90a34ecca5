/** Where the studio keeps things on this machine. Owns the folders' names and their making; not what lies in them. */
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { sweepOrphans } from '../files/write-safely.ts';

export interface Folders {
  readonly data: string;
  /** Unsaved work, kept through crashes. */
  readonly autosave: string;
  readonly runs: string;
  /** File: how fast this machine's devices train which models. */
  readonly measurements: string;
  /** Folders that were dropped onto a browser window, which cannot tell their path. */
  readonly uploads: string;
  /** Public datasets that people had downloaded. */
  readonly downloads: string;
  /** Prepared datasets; can be made again. */
  readonly cache: string;
  readonly logs: string;
  /** Where projects are saved unless told otherwise. */
  readonly projects: string;
}

/** The system's usual places, or everything under HOURGLASS_DATA where that is set (tests, portable installations). */
export function findFolders(environment: NodeJS.ProcessEnv = process.env): Folders {
  const own = environment.HOURGLASS_DATA;
  if (own !== undefined && own !== '')
    return layOut(resolve(own), join(own, 'cache'), join(own, 'logs'), join(own, 'projects'));
  const usual = envPaths('hourglass', { suffix: '' });
  return layOut(usual.data, usual.cache, usual.log, join(homedir(), 'Documents', 'Hourglass'));
}

function layOut(data: string, cache: string, logs: string, projects: string): Folders {
  return {
    data,
    autosave: join(data, 'autosave'),
    runs: join(data, 'runs'),
    measurements: join(data, 'measurements.json'),
    uploads: join(data, 'uploads'),
    downloads: join(data, 'downloads'),
    cache: join(resolve(cache), 'datasets'),
    logs: resolve(logs),
    projects: resolve(projects),
  };
}

/** Makes the studio's own folders (not the projects folder: that comes with the first save) and clears what crashes left. */
export async function prepareFolders(folders: Folders): Promise<void> {
  for (const folder of [folders.data, folders.autosave, folders.runs, folders.uploads, folders.cache, folders.logs])
    await mkdir(folder, { recursive: true });
  for (const folder of [folders.data, folders.autosave, folders.projects]) await sweepOrphans(folder);
}
