/**
 * The answer to a question that keeps changing: at most one ask is under way, and after it only the newest is asked. The last answer
 * stays until the next is there, so that nothing flickers. Owns no question.
 */
import { untrack } from 'svelte';
import type { ThreeParts } from '#shared/problem.ts';
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import type { Job } from '../state/explore.svelte.ts';
import { isCancelled, toThreeParts } from '../ui/three-parts.ts';

type Ask<T> = (onProgress: (progress: ExploreProgress) => void) => Promise<T> | Job<T>;

export class Latest<T> {
  value = $state.raw<T | null>(null);
  failure = $state.raw<ThreeParts | null>(null);
  progress = $state.raw<ExploreProgress | null>(null);
  busy = $state.raw(false);
  /** Called off by the person; the next ask clears it. */
  cancelled = $state.raw(false);
  #running = false;
  #next: Ask<T> | null = null;
  #last: Ask<T> | null = null;
  #cancel: (() => void) | null = null;
  #topic: string | null = null;

  /**
   * Asks now, or when what is under way has ended. A job is ended for it, unless both have the same topic: then only the network is
   * newer, and ending it each time would never let anything end while a run trains.
   */
  ask(run: Ask<T>, topic: string | null = null): void {
    this.#next = run;
    if (topic === null || topic !== this.#topic) this.#cancel?.();
    this.#topic = topic;
    // What the ask itself reads is no reason for its effect to run again.
    if (!this.#running) untrack(() => void this.#run());
  }

  /** The very same, after it failed or was called off. */
  again(): void {
    if (this.#last) this.ask(this.#last, this.#topic);
  }

  cancel(): void {
    this.#next = null;
    this.cancelled = true;
    this.#cancel?.();
  }

  async #run(): Promise<void> {
    this.busy = this.#running = true;
    while (this.#next) {
      const run = (this.#last = this.#next);
      this.#next = null;
      this.cancelled = false;
      try {
        const begun = run((progress) => (this.progress = progress));
        const isJob = 'result' in begun;
        this.#cancel = isJob ? begun.cancel : null;
        this.value = await (isJob ? begun.result : begun);
        this.failure = null;
      } catch (error) {
        if (!isCancelled(error)) this.failure = toThreeParts(error);
      } finally {
        this.#cancel = null;
        this.progress = null;
      }
    }
    this.busy = this.#running = false;
  }
}
