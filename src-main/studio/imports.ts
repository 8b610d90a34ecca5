/** Models from other tools as a window asks for them: with progress, cancellable. Owns the jobs; imports/ asks a process to read. */
import type { Handlers, StudioEvents } from '#shared/wire/studio.ts';
import { importModel, type ImportDependencies } from './imports/import-model.ts';
import { createJobs } from './jobs.ts';
import { requireFullPath } from './project-file.ts';

export interface Imports {
  readonly handlers: Pick<Handlers, Extract<keyof Handlers, `import:${string}`>>;
  /** Cancels what is under way. */
  close(): void;
}

export function createImports(
  dependencies: ImportDependencies & { readonly emit: (progress: StudioEvents['import:progress']) => void },
): Imports {
  const jobs = createJobs();
  return {
    handlers: {
      'import:model': ({ job, path }) =>
        jobs.run(job, (signal) =>
          importModel(dependencies, requireFullPath(path), {
            signal,
            onProgress: (doing) => dependencies.emit({ job, doing }),
          }),
        ),
      'import:cancel': async ({ job }) => {
        jobs.cancel(job);
        return null;
      },
    },
    close: () => jobs.cancelAll(),
  };
}
