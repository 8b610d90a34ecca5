/**
 * A Parquet file in a thread that reads it (resources/workers/parquet.mjs). Owns how long an answer may take and what memory: a damaged
 * file can keep the library busy for ever, or ask for more than there is.
 */
import { Worker } from 'node:worker_threads';
import { resourceFile } from '../resource.ts';

/** Milliseconds for one answer: the slowest real ones take seconds. */
const patience = 60_000;
const mostMegabytes = 2048;

export interface ParquetContents {
  /** Names of the columns as they stand in the file. */
  readonly written: readonly string[];
  /** Rows as the file says, and as its groups say. */
  readonly rows: number;
  readonly inGroups: number;
}

/** Cells of a row in the columns' order; null where a cell holds a list or record. */
export type ParquetRow = readonly (string | null)[];

export interface ParquetThread {
  readonly contents: ParquetContents;
  /** Rows from (included) to (excluded). Rejects with an Error that says why. */
  read(from: number, to: number): Promise<readonly ParquetRow[]>;
}

type Answer<T> = T | { readonly reason: string };

/** Ends the thread when `use` has ended, also where it was called off. Rejects with an Error that says why the file cannot be read. */
export async function withParquet<T>(
  path: string,
  use: (thread: ParquetThread) => Promise<T>,
  { signal, limit = patience }: { readonly signal?: AbortSignal; readonly limit?: number } = {},
): Promise<T> {
  const opened = await openThread(path, signal, limit);
  try {
    return await use(opened.thread);
  } finally {
    await opened.close();
  }
}

/** The same for as long as the caller likes; who opens it closes it. */
export async function openThread(
  path: string,
  signal?: AbortSignal,
  limit = patience,
): Promise<{ readonly thread: ParquetThread; readonly close: () => Promise<void> }> {
  const worker = new Worker(await resourceFile('workers', 'parquet.mjs'), {
    workerData: path,
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  });
  const end = (): void => void worker.terminate();
  signal?.addEventListener('abort', end, { once: true });
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', end);
    await worker.terminate();
  };
  const answer = <A>(): Promise<A> => answerOf<A>(worker, limit, signal);
  try {
    const contents = await answer<ParquetContents>();
    const read = async (from: number, to: number): Promise<readonly ParquetRow[]> => {
      const coming = answer<{ readonly rows: readonly ParquetRow[] }>();
      worker.postMessage({ from, to });
      return (await coming).rows;
    };
    return { thread: { contents, read }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The next thing that the thread says. */
function answerOf<A>(worker: Worker, limit: number, signal: AbortSignal | undefined): Promise<A> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      done();
    };
    const fail = (reason: string): void =>
      settle(() => reject(signal?.aborted ? (signal.reason as Error) : new Error(reason)));
    const onMessage = (said: Answer<A>): void => {
      if (typeof said === 'object' && said !== null && 'reason' in said) fail(said.reason);
      else settle(() => resolve(said));
    };
    const onError = (error: Error): void => fail(error.message);
    const onExit = (): void => fail('reading it ended early');
    const timer = setTimeout(() => {
      void worker.terminate();
      fail('it leads the reader in circles, so it must be damaged');
    }, limit);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}
