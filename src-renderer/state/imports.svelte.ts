/** Models from other tools: the one that is being read, and what became of the last one. Owns one job at a time. */
import type { ImportedModel, ImportReport } from '#shared/wire/import.ts';
import { studio } from './studio.ts';

interface ImportJob {
  /** "Reading the weights"; null at first. */
  readonly doing: string | null;
  readonly cancel: () => void;
}

/** What the dialog says once a model is open. */
export interface ImportOutcome {
  readonly name: string;
  readonly runId: string;
  readonly report: ImportReport;
}

class ImportsState {
  job = $state.raw<ImportJob | null>(null);
  /** Null: none, or closed. */
  outcome = $state.raw<ImportOutcome | null>(null);
}
export const imports = new ImportsState();

const modelName = /\.(keras|h5|hdf5|onnx)$|(^|[/\\])[^/\\]*\.json$/i;

/** Whether a file's name says that it is a model, not a project. */
export const isModelName = (path: string): boolean => modelName.test(path);

/** Rejects as the call does; the project is the caller's to show. */
export async function importModel(path: string): Promise<ImportedModel> {
  const id = crypto.randomUUID();
  const cancel = (): void => void studio.call('import:cancel', { job: id });
  imports.job = { doing: null, cancel };
  const end = studio.on('import:progress', ({ job, doing }) => {
    if (job === id) imports.job = { doing, cancel };
  });
  try {
    return await studio.call('import:model', { job: id, path });
  } finally {
    end();
    imports.job = null;
  }
}
