/**
 * Fetching public datasets: which there are, the one on its way, why one could not be had. Owns the order of calls; not what Svelte
 * watches (downloads.svelte.ts).
 */
import type { DownloadName } from '#shared/graph/document.ts';
import type { ThreeParts } from '#shared/problem.ts';
import type { DownloadInfo, StudioClient } from '#shared/wire/studio.ts';
import { isCancelled, toThreeParts } from '../ui/three-parts.ts';

export interface DownloadProgress {
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
}

export interface DownloadsSnapshot {
  /** Null while it is not known. */
  readonly list: readonly DownloadInfo[] | null;
  readonly under: { readonly name: DownloadName; readonly progress: DownloadProgress | null } | null;
  /** Of which dataset, or of the list. */
  readonly failure: { readonly of: DownloadName | 'list'; readonly parts: ThreeParts } | null;
}

export const noDownloads: DownloadsSnapshot = { list: null, under: null, failure: null };

export class DownloadSession {
  readonly #client: Pick<StudioClient, 'call' | 'on'>;
  readonly #publish: (snapshot: DownloadsSnapshot) => void;
  readonly #newJob: () => string;
  #snapshot = noDownloads;
  #job: string | null = null;

  constructor(
    client: Pick<StudioClient, 'call' | 'on'>,
    publish: (snapshot: DownloadsSnapshot) => void,
    newJob: () => string = () => crypto.randomUUID(),
  ) {
    this.#client = client;
    this.#publish = publish;
    this.#newJob = newJob;
    client.on('data:downloading', ({ job, name, done, total, secondsLeft }) => {
      if (job === this.#job) this.#set({ under: { name, progress: { done, total, secondsLeft } } });
    });
  }

  async read(): Promise<void> {
    try {
      this.#set({ list: await this.#client.call('data:downloads', {}), failure: null });
    } catch (error) {
      this.#set({ failure: { of: 'list', parts: toThreeParts(error) } });
    }
  }

  /** True once it is on this machine; false where it was cancelled or could not be had. One at a time. */
  async fetch(name: DownloadName): Promise<boolean> {
    if (this.#job !== null) return false;
    const job = this.#newJob();
    this.#job = job;
    this.#set({ under: { name, progress: null }, failure: null });
    try {
      const info = await this.#client.call('data:download', { job, name });
      const list = this.#snapshot.list?.map((other) => (other.name === name ? info : other)) ?? null;
      this.#set({ list, under: null });
      return true;
    } catch (error) {
      const failure = isCancelled(error) ? null : { of: name, parts: toThreeParts(error) };
      this.#set({ under: null, failure });
      return false;
    } finally {
      this.#job = null;
    }
  }

  /** What is fetched already stays: the next time goes on from there. */
  async cancel(): Promise<void> {
    if (this.#job !== null) await this.#client.call('data:cancel', { job: this.#job }).catch(() => null);
  }

  #set(change: Partial<DownloadsSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    this.#publish(this.#snapshot);
  }
}
