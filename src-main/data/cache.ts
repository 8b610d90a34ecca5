/**
 * Prepared datasets: decoded once into a folder of their own, keyed by the source's contents and the settings.
 * Owns keys, sharing and the way into place; formats decode (formats.ts), writer.ts writes, reader.ts reads.
 */
import type { DataBinding } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';

export { openDataset, type DatasetReader } from './reader.ts';

export interface PreparationProgress {
  /** Samples decoded or skipped. */
  readonly done: number;
  readonly total: number;
  /** Null while it is too early to tell. */
  readonly secondsLeft: number | null;
  readonly skipped: number;
}

export interface PrepareOptions {
  /** Where all prepared datasets live; created when missing. */
  readonly cacheFolder: string;
  /** At most 10 times a second; never called for a dataset that was there already. */
  readonly onProgress?: (progress: PreparationProgress) => void;
  /** Rejects with the signal's reason and leaves nothing behind. */
  readonly signal?: AbortSignal;
}

export interface PreparedDataset {
  /** For openDataset. */
  readonly folder: string;
  readonly info: DatasetInfo;
}

/** Prepares a dataset or finds it prepared. Throws UserErrors that name the file, and the signal's reason when cancelled. */
export function prepareDataset(data: DataBinding, options: PrepareOptions): Promise<PreparedDataset> {
  options.signal?.throwIfAborted();
  return Promise.reject(
    new UserError({
      received: `The data source “${data.source?.kind}” cannot be prepared yet.`,
      expected: 'This build has only the interface.',
      action: 'Take a newer build.',
    }),
  );
}
