/** What runs need of the rest of the studio and of the host. Owns types only. */
import type { DataBinding } from '#shared/graph/document.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';
import type { TrainingReport } from '#shared/wire/training.ts';
import type { Devices } from '../devices.ts';
import type { ForkTrainer } from './trainer-process.ts';

/** Finds a project's data prepared, or prepares them. Rejects with the signal's reason when cancelled. */
export type PrepareData = (
  data: DataBinding,
  options: { readonly signal?: AbortSignal },
) => Promise<{ readonly folder: string; readonly info: DatasetInfo }>;

export interface RunDependencies {
  /** Absolute; holds a folder for each run. */
  readonly runsFolder: string;
  /** Absolute path of the trainer's built entry. */
  readonly trainerEntry: string;
  readonly fork: ForkTrainer;
  readonly prepareData: PrepareData;
  readonly devices: Pick<Devices, 'require' | 'choose' | 'learn'>;
  readonly emit: (report: TrainingReport) => void;
  /** Lets go of what else holds a run's files, before they are removed. */
  readonly whenRemoved?: (runId: string) => Promise<void>;
  readonly log: (message: string, error: unknown) => void;
  /** What the trainer's environment is chosen from; this process's own by default. */
  readonly environment?: NodeJS.ProcessEnv;
}
