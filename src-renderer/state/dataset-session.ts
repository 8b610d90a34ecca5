/**
 * One dataset being prepared and then held: asks, follows progress, cancels what is no longer wanted.
 * Owns the order of calls; not when to ask (dataset.svelte.ts) nor what the pictures look like.
 */
import { formOf } from '#shared/graph/data-form.ts';
import type { DataBinding } from '#shared/graph/document.ts';
import type { ThreeParts } from '#shared/problem.ts';
import type { CallInput, DatasetInfo, StudioClient, StudioEvents } from '#shared/wire/studio.ts';
import { toThreeParts } from '../ui/three-parts.ts';

export type PrepareProgress = Omit<StudioEvents['data:progress'], 'job'>;

export interface DatasetSnapshot {
  readonly phase: 'none' | 'preparing' | 'ready' | 'failed' | 'cancelled';
  /** What was asked for last. */
  readonly wanted: DataBinding | null;
  /** The dataset last prepared; stays on show while another one is on its way. */
  readonly info: DatasetInfo | null;
  /** What `info` was prepared from. */
  readonly of: DataBinding | null;
  readonly progress: PrepareProgress | null;
  readonly error: ThreeParts | null;
  /** How long the last preparation took, in seconds. */
  readonly seconds: number;
}

export const noDataset: DatasetSnapshot = {
  phase: 'none',
  wanted: null,
  info: null,
  of: null,
  progress: null,
  error: null,
  seconds: 0,
};

/** What preparing depends on: not augmentation, shares and labels, which only training minds. Small plain JSON with a fixed order of keys. */
const preparedFrom = ({ source, image, table, sequence, text, limit, split }: DataBinding): string =>
  JSON.stringify([
    source,
    { image, table, sequence, text }[formOf(source)],
    limit,
    split.validationFolder,
    split.testFolder,
  ]);

/** Same data, same preparation. */
export const sameBinding = (a: DataBinding | null, b: DataBinding | null): boolean =>
  a === b || (a !== null && b !== null && preparedFrom(a) === preparedFrom(b));

export class DatasetSession {
  readonly #client: Pick<StudioClient, 'call' | 'on'>;
  readonly #publish: (snapshot: DatasetSnapshot) => void;
  readonly #newJob: () => string;
  readonly #now: () => number;
  #snapshot: DatasetSnapshot = noDataset;
  #job: string | null = null;

  constructor(
    client: Pick<StudioClient, 'call' | 'on'>,
    publish: (snapshot: DatasetSnapshot) => void,
    newJob: () => string = () => crypto.randomUUID(),
    now: () => number = () => performance.now(),
  ) {
    this.#client = client;
    this.#publish = publish;
    this.#newJob = newJob;
    this.#now = now;
    client.on('data:progress', ({ job, ...progress }) => {
      if (job === this.#job) this.#set({ ...this.#snapshot, progress });
    });
  }

  /** Prepares `data`, cancelling what was being prepared. Without a source there is nothing to do. */
  async prepare(data: DataBinding): Promise<void> {
    await this.cancel();
    if (data.source === null) {
      this.#set({ ...noDataset, wanted: data });
      return;
    }
    if (this.#snapshot.info !== null && sameBinding(this.#snapshot.of, data)) {
      this.#set({ ...this.#snapshot, phase: 'ready', wanted: data, error: null });
      return;
    }
    const job = this.#newJob();
    const started = this.#now();
    this.#job = job;
    // Pictures of another source would be a lie meanwhile; those of other settings are only out of date.
    const kept = JSON.stringify(this.#snapshot.of?.source) === JSON.stringify(data.source) ? this.#snapshot : noDataset;
    this.#set({ ...kept, phase: 'preparing', wanted: data, progress: null, error: null });
    try {
      // The wire's input type is mutable; nothing on the way changes it.
      const input = { job, data } as CallInput<'data:prepare'>;
      const info = await this.#client.call('data:prepare', input);
      if (this.#job !== job) return;
      this.#job = null;
      const seconds = (this.#now() - started) / 1000;
      this.#set({ phase: 'ready', wanted: data, info, of: data, progress: null, error: null, seconds });
    } catch (error) {
      if (this.#job !== job) return;
      this.#job = null;
      this.#set({ ...this.#snapshot, phase: 'failed', progress: null, error: toThreeParts(error) });
    }
  }

  /** Stops what is being prepared; what was there before stays. */
  async cancel(): Promise<void> {
    const job = this.#job;
    if (job === null) return;
    this.#job = null;
    this.#set({ ...this.#snapshot, phase: 'cancelled', progress: null });
    // The call itself then rejects, unheard: a failed cancel changes nothing here.
    await this.#client.call('data:cancel', { job }).catch(() => null);
  }

  #set(snapshot: DatasetSnapshot): void {
    this.#snapshot = snapshot;
    this.#publish(snapshot);
  }
}
