/** Where a command works: the studio's folders, the built trainer, the templates. Owns finding them; each part on demand. */
import { mkdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Project } from '#shared/graph/document.ts';
import { parseProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import { createDatasets, type Datasets } from '../studio/datasets.ts';
import { findFolders, type Folders } from '../studio/folders.ts';
import { createDevices, type Devices } from '../studio/devices.ts';
import { createRuns, type RunDependencies, type Runs } from '../studio/runs.ts';
import { forkWithNode } from '../studio/runs/node-process.ts';
import { createLog } from '../studio/log.ts';

export interface Place {
  /** Absolute; has templates/. */
  readonly resources: string;
  /** Absolute path of the trainer's built entry. */
  readonly trainerEntry: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface Workshop {
  readonly folders: Folders;
  readonly datasets: Datasets;
  readonly runs: Runs;
  readonly devices: Devices;
  /** What a preview needs. */
  readonly dependencies: RunDependencies;
}

/** The studio's data and runs, with the same folders as the window's: runs made here show there. */
export async function openWorkshop(place: Place, emit: (report: TrainingReport) => void): Promise<Workshop> {
  const folders = findFolders(place.environment);
  await mkdir(folders.cache, { recursive: true });
  const log = createLog(folders.logs);
  const datasets = createDatasets({
    cacheFolder: folders.cache,
    downloadsFolder: folders.downloads,
    emit: () => undefined,
  });
  const common = {
    trainerEntry: place.trainerEntry,
    fork: forkWithNode,
    prepareData: (data, options) => datasets.prepare(data, options),
    log: (message, error) => log.write(message, error),
    environment: place.environment,
  } satisfies Partial<RunDependencies>;
  const devices = createDevices({ ...common, measurementsFile: folders.measurements, emit: () => undefined });
  const dependencies: RunDependencies = { ...common, devices, runsFolder: folders.runs, emit };
  return { folders, datasets, devices, dependencies, runs: await createRuns(dependencies) };
}

/** Throws a UserError naming the file. */
export async function readProjectFile(path: string): Promise<Project> {
  const file = resolve(path);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError({
      received: `“${path}” cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}).`,
      expected: 'The path of a project file (*.hourglass) was expected.',
      action: 'Check the path, or make a project with “hourglass new TEMPLATE -o FILE”.',
    });
  });
  return parseProject(text, basename(file));
}

/** A run by its id in the studio's folder, or by the path of its own folder. */
export async function findRunFolder(folders: Folders, run: string): Promise<string> {
  for (const folder of [resolve(run), join(folders.runs, basename(run))]) {
    if ((await stat(join(folder, 'run.json')).catch(() => null))?.isFile()) return folder;
  }
  throw new UserError({
    received: `“${run}” is no run.`,
    expected: `The folder of a run, or the id of one in ${folders.runs}, was expected.`,
    action: 'Train first: “hourglass train FILE” prints the run’s folder.',
  });
}
