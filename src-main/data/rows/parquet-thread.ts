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

export interface ThreadOptions {
  /** Ends the thread at once; what is waited for then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that an answer may take. */
  readonly limit?: number;
}

type Said = object | Error | { readonly reason: string };

/** Ends the thread when `use` has ended, also where it was called off. Rejects with an Error that says why the file cannot be read. */
export async function withParquet<T>(
  path: string,
  use: (thread: ParquetThread) => Promise<T>,
  options: ThreadOptions = {},
): Promise<T> {
  const { thread, close } = await openThread(path, options);
  try {
    return await use(thread);
  } finally {
    await close();
  }
}

/** The same for as long as the caller likes; who opens it closes it. */
export async function openThread(
  path: string,
  { signal, limit = patience }: ThreadOptions = {},
): Promise<{ readonly thread: ParquetThread; readonly close: () => Promise<void> }> {
  const script = await resourceFile('workers', 'parquet.mjs');
  signal?.throwIfAborted();
  const worker = new Worker(script, { workerData: path, resourceLimits: { maxOldGenerationSizeMb: mostMegabytes } });
  let ended: Error | null = null;
  /** Of the answer that is waited for. */
  let settle: (said: Said) => void = () => undefined;
  // Listened to as long as the thread lives: one that fails between two answers would otherwise end the studio.
  const end = (error: Error): void => {
    ended ??= error;
    settle(ended);
    void worker.terminate();
  };
  worker
    .on('message', (said: Said) => settle(said))
    .on('error', end)
    .on('exit', () => end(new Error('reading it ended early')));
  const cancel = (): void => end(signal!.reason as Error);
  signal?.addEventListener('abort', cancel, { once: true });
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', cancel);
    await worker.terminate();
  };

  /** The next thing that the thread says. */
  const answer = <A>(): Promise<A> =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended);
      const timer = setTimeout(() => end(new Error('it leads the reader in circles, so it must be damaged')), limit);
      settle = (said) => {
        clearTimeout(timer);
        if (said instanceof Error) reject(said);
        else if ('reason' in said) reject(new Error(said.reason));
        else resolve(said as A);
      };
    });

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
