/**
 * The studio: what every host offers a window, with no host in it. Puts projects, datasets and runs together into one
 * table of handlers, one stream of events and one source of pictures. Owns none of their workings.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppInfo, EventName, Handlers, StudioEvents, WireResult } from '#shared/wire/studio.ts';
import { createDatasets, type Picture } from './datasets.ts';
import { dispatch } from './dispatch.ts';
import { prepareFolders, type Folders } from './folders.ts';
import { listFolder } from './list-folder.ts';
import { createLog, type Log } from './log.ts';
import { createProjects } from './projects.ts';
import { createDevices } from './devices.ts';
import { createExports } from './exports.ts';
import { createImports } from './imports.ts';
import { createExplorers } from './explore/index.ts';
import { createPackages } from './packages.ts';
import { createRuns, type RunDependencies } from './runs.ts';
import type { ForkTrainer } from './runs/trainer-process.ts';

export type HostCalls = Pick<Handlers, Extract<keyof Handlers, `dialog:${string}`> | 'app:openLink' | 'app:reveal'>;

/** What differs between hosts. */
export interface Host {
  readonly kind: AppInfo['host'];
  readonly nativeDialogs: boolean;
  readonly version: string;
  /** Absolute: the folder with templates/. */
  readonly resources: string;
  /** Absolute: the trainer's built entry. */
  readonly trainerEntry: string;
  readonly fork: ForkTrainer;
  readonly calls: HostCalls;
}

export type StudioListener = <N extends EventName>(name: N, event: StudioEvents[N]) => void;

export interface Studio {
  readonly log: Log;
  /** Checks and answers one call of a window; never rejects. */
  dispatch(name: unknown, input: unknown): Promise<WireResult<unknown>>;
  /** A picture's bytes, or null when there is none of that name. */
  media(kind: 'dataset' | 'run', ownerId: string, name: string): Promise<Picture | null>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: StudioListener): () => void;
  /** Ends runs in order, each with a last checkpoint. */
  close(): Promise<void>;
}

export async function createStudio({ folders, host }: { folders: Folders; host: Host }): Promise<Studio> {
  await prepareFolders(folders);
  const log = createLog(folders.logs);
  const listeners = new Set<StudioListener>();
  const emit: StudioListener = (name, event) => listeners.forEach((listener) => listener(name, event));

  const projects = createProjects({ folders, templatesFolder: join(host.resources, 'templates'), log });
  const datasets = createDatasets({ cacheFolder: folders.cache, downloadsFolder: folders.downloads, emit });
  const common = {
    trainerEntry: host.trainerEntry,
    fork: host.fork,
    prepareData: (data, options) => datasets.prepare(data, options),
    log: (message, error) => log.write(message, error),
  } satisfies Partial<RunDependencies>;
  const devices = createDevices({
    ...common,
    measurementsFile: folders.measurements,
    emit: (event) => emit('device:measuring', event),
  });
  const runs = await createRuns({
    ...common,
    devices,
    runsFolder: folders.runs,
    emit: (report) => emit('training:report', report),
    whenRemoved: (runId) => explorers.closeOne(runId),
  });
  const explorers = createExplorers({ ...common, folderOf: runs.folderOf, isTraining: runs.isTraining, emit });

  const packages = await createPackages({
    runsFolder: folders.runs,
    emit: (progress) => emit('package:progress', progress),
  });

  const exports = createExports({
    ...common,
    folderOf: runs.folderOf,
    emit: (event) => emit('export:progress', event),
  });

  const imports = createImports({
    ...common,
    runsFolder: folders.runs,
    emit: (event) => emit('import:progress', event),
  });

  const handlers: Handlers = {
    ...projects,
    ...datasets.handlers,
    ...devices.handlers,
    ...runs.handlers,
    ...explorers.handlers,
    ...exports.handlers,
    ...packages.handlers,
    ...imports.handlers,
    ...host.calls,
    'app:info': async () => ({
      version: host.version,
      host: host.kind,
      platform: process.platform,
      nativeDialogs: host.nativeDialogs,
      projectsFolder: folders.projects,
      dataFolder: folders.data,
    }),
    'app:log': async ({ message }) => {
      log.write(`window: ${message}`);
      return null;
    },
    'files:list': ({ path, extensions }) => listFolder(path, extensions, folders.projects),
  };

  return {
    log,
    dispatch: (name, input) => dispatch(handlers, log, name, input),
    media: (kind, ownerId, name) =>
      kind === 'dataset' ? datasets.media(ownerId, name) : readPicture(runs.picture(ownerId, name)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      exports.close();
      packages.close();
      imports.close();
      await explorers.close();
      await runs.close();
      await datasets.close();
      listeners.clear();
    },
  };
}

/** Null where there is no file yet: a strip's pictures come epoch by epoch. */
async function readPicture(path: string | null): Promise<Picture | null> {
  const bytes = path === null ? null : await readFile(path).catch(() => null);
  return bytes && { type: 'image/png', bytes };
}
