/** A long ask of a panel: under way, called off, failed or answered. What was answered stays until there is something newer. */
import type { ThreeParts } from '#shared/problem.ts';
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import type { Job } from '../state/explore.svelte.ts';
import { isCancelled, toThreeParts } from '../ui/three-parts.ts';

interface Asking<Output> {
  /** What is asked about: another topic ends what is under way. */
  readonly topic: string;
  /** Of the network. A newer one waits until what is under way is done, or training would never let anything end. */
  readonly version: number;
  readonly begin: (onProgress: (progress: ExploreProgress) => void) => Job<Output>;
}

export class LongAsk<Output> {
  value = $state.raw<{ readonly topic: string; readonly version: number; readonly output: Output } | null>(null);
  /** Null while nothing is under way. */
  progress = $state.raw<ExploreProgress | null>(null);
  failure = $state.raw<ThreeParts | null>(null);
  /** By the person; asked again only when they ask. */
  cancelled = $state.raw(false);
  #asking: Asking<Output> | null = null;
  #job: Job<Output> | null = null;
  #next: Asking<Output> | null = null;

  /** Asks, unless the very same was asked last. */
  start(asking: Asking<Output>): void {
    const last = this.#next ?? this.#asking;
    if (last?.topic === asking.topic && last.version === asking.version) return;
    if (this.#job && this.#asking?.topic === asking.topic) {
      this.#next = asking;
      return;
    }
    this.#job?.cancel();
    void this.#run(asking);
  }

  again(): void {
    if (this.#asking && !this.#job) void this.#run(this.#asking);
  }

  cancel(): void {
    this.#next = null;
    this.cancelled = this.#job !== null;
    this.#job?.cancel();
  }

  async #run(asking: Asking<Output>): Promise<void> {
    this.#asking = asking;
    this.#next = null;
    this.cancelled = false;
    this.failure = null;
    const job = asking.begin((progress) => {
      if (this.#job === job) this.progress = progress;
    });
    this.#job = job;
    this.progress = { done: 0, total: 1, doing: 'Starting', secondsLeft: null };
    try {
      const output = await job.result;
      if (this.#job === job) this.value = { topic: asking.topic, version: asking.version, output };
    } catch (error) {
      if (this.#job === job && !isCancelled(error)) this.failure = toThreeParts(error);
    }
    if (this.#job !== job) return;
    this.#job = null;
    this.progress = null;
    if (this.#next) void this.#run(this.#next);
  }
}
