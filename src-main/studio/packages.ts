/** Packages of work as a window or a command asks for them. Owns jobs and paths; packages/ packs and unpacks. */
import { extname, join } from 'node:path';
import { UserError } from '#shared/problem.ts';
import type { PackagedWork } from '#shared/wire/packages.ts';
import type { Handlers, StudioEvents } from '#shared/wire/studio.ts';
import { createJobs } from './jobs.ts';
import { packageExtension } from './packages/layout.ts';
import { measurePackage, writePackage, type Work } from './packages/pack.ts';
import { openPackage, sweepUnpacking } from './packages/unpack.ts';
import { requireFullPath } from './project-file.ts';
import { readSnapshot } from './runs/read-run.ts';
import { readRecords } from './runs/run-record.ts';

type Progress = StudioEvents['package:progress'];

export interface Packages {
  readonly handlers: Pick<Handlers, Extract<keyof Handlers, `package:${string}`>>;
  /** Cancels what is under way. */
  close(): void;
}

const betweenReports = 100;

export async function createPackages(options: {
  readonly runsFolder: string;
  readonly emit: (progress: Progress) => void;
}): Promise<Packages> {
  const { runsFolder, emit } = options;
  const jobs = createJobs();
  await sweepUnpacking(runsFolder);

  const reporter = (job: string): ((progress: Omit<Progress, 'job'>) => void) => {
    let last = -Infinity;
    return (progress) => {
      const now = performance.now();
      if (now - last < betweenReports) return;
      last = now;
      emit({ job, ...progress });
    };
  };

  return {
    handlers: {
      'package:measure': async ({ work }) => measurePackage(await gather(work, runsFolder)),
      'package:write': ({ job, work, path }) =>
        jobs.run(job, async (signal) => {
          const file = requirePackagePath(path);
          return writePackage(await gather(work, runsFolder), file, { onProgress: reporter(job), signal });
        }),
      'package:open': ({ job, path }) =>
        jobs.run(job, (signal) =>
          openPackage(requireFullPath(path), runsFolder, { onProgress: reporter(job), signal }),
        ),
      'package:cancel': async ({ job }) => {
        jobs.cancel(job);
        return null;
      },
    },
    close: () => jobs.cancelAll(),
  };
}

async function gather(work: PackagedWork, runsFolder: string): Promise<Work> {
  if (work.kind === 'run') {
    const folder = join(runsFolder, work.runId);
    return { project: await readSnapshot(folder), runFolders: [folder] };
  }
  return { project: work.project, runFolders: await foldersOf(work.project.id, runsFolder) };
}

/** Of all runs of a project, newest first. */
export async function foldersOf(projectId: string, runsFolder: string): Promise<string[]> {
  const records = await readRecords(runsFolder);
  return records
    .map(({ summary }) => summary)
    .filter((summary) => summary.projectId === projectId)
    .sort((a, b) => b.startedAt - a.startedAt)
    .map(({ folder }) => folder);
}

function requirePackagePath(path: string): string {
  const file = requireFullPath(path);
  if (extname(file).toLowerCase() === packageExtension) return file;
  throw new UserError({
    received: `“${path}” is no name for a package.`,
    expected: `A name that ends in ${packageExtension} was expected.`,
    action: `Add ${packageExtension} to it.`,
  });
}
