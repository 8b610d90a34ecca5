/** Exports as a window asks for them: by run, with progress, cancellable. Owns the jobs; a trainer process writes (export/export-run.ts). */
import type { Handlers, StudioEvents } from '#shared/wire/studio.ts';
import { exportRun, type ExportDependencies } from './export/export-run.ts';
import { createJobs } from './jobs.ts';
import { requireFullPath } from './project-file.ts';

export interface Exports {
  readonly handlers: Pick<Handlers, Extract<keyof Handlers, `export:${string}`>>;
  /** Cancels what is under way. */
  close(): void;
}

export function createExports(
  dependencies: ExportDependencies & {
    readonly folderOf: (runId: string) => string;
    readonly emit: (progress: StudioEvents['export:progress']) => void;
  },
): Exports {
  const { folderOf, emit } = dependencies;
  const jobs = createJobs();
  return {
    handlers: {
      'export:start': ({ job, runId, checkpoint, path, ...asked }) =>
        jobs.run(job, (signal) =>
          exportRun(
            dependencies,
            { ...asked, path: requireFullPath(path), samples: null },
            {
              ...{ runId, folder: folderOf(runId), checkpoint, signal },
              onProgress: (progress) => emit({ job, ...progress }),
            },
          ),
        ),
      'export:cancel': async ({ job }) => {
        jobs.cancel(job);
        return null;
      },
    },
    close: () => jobs.cancelAll(),
  };
}
