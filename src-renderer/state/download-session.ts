/**
 * Fetching public datasets and removing them again: which there are, the one on its way, why it could not be. Owns the order of
 * calls; not what Svelte watches (downloads.svelte.ts).
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

type Doing = 'read' | 'download' | 'remove';

export interface DownloadsSnapshot {
  /** Null while it is not known. */
  readonly list: readonly DownloadInfo[] | null;
  readonly under: { readonly name: DownloadName; readonly progress: DownloadProgress | null } | null;
  /** Of which dataset, or of the list. */
  readonly failure: { readonly of: DownloadName | 'list'; readonly doing: Doing; readonly parts: ThreeParts } | null;
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
      this.#set({ failure: { of: 'list', doing: 'read', parts: toThreeParts(error) } });
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
      this.#set({ list: this.#listWith(info), under: null });
      return true;
    } catch (error) {
      const failure = isCancelled(error) ? null : { of: name, doing: 'download' as const, parts: toThreeParts(error) };
      this.#set({ under: null, failure });
      // What came until then takes room, and can be removed.
      await this.#look();
      return false;
    } finally {
      this.#job = null;
    }
  }

  /** What is fetched already stays: the next time goes on from there. */
  async cancel(): Promise<void> {
    if (this.#job !== null) await this.#client.call('data:cancel', { job: this.#job }).catch(() => null);
  }

  /** Deletes what is on this machine of a dataset. */
  async remove(name: DownloadName): Promise<void> {
    this.#set({ failure: null });
    try {
      this.#set({ list: this.#listWith(await this.#client.call('data:removeDownload', { name })) });
    } catch (error) {
      this.#set({ failure: { of: name, doing: 'remove', parts: toThreeParts(error) } });
    }
  }

  /** As read(), but quietly: what was known stays where it cannot be read. */
  async #look(): Promise<void> {
    const list = await this.#client.call('data:downloads', {}).catch(() => null);
    if (list !== null) this.#set({ list });
  }

  readonly #listWith = (info: DownloadInfo): readonly DownloadInfo[] | null =>
    this.#snapshot.list?.map((other) => (other.name === info.name ? info : other)) ?? null;

  #set(change: Partial<DownloadsSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    this.#publish(this.#snapshot);
  }
}
