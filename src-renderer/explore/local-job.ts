/** Long work of the window itself as a job: with progress, and cancellable between its steps. Owns no work. */
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import type { Job } from '../state/explore.svelte.ts';

export interface Steps {
  /** Between two steps: says how far it is, lets the window breathe, and throws an AbortError when cancelled. */
  report(done: number, total: number, doing: string): Promise<void>;
}

export function localJob<T>(
  run: (steps: Steps) => Promise<T>,
  onProgress: (progress: ExploreProgress) => void,
): Job<T> {
  const controller = new AbortController();
  const begun = performance.now();
  const result = run({
    async report(done, total, doing) {
      const secondsLeft = done * 10 >= total ? ((performance.now() - begun) / 1000 / done) * (total - done) : null;
      onProgress({ done, total, doing, secondsLeft });
      await new Promise((resolve) => setTimeout(resolve));
      controller.signal.throwIfAborted();
    },
  });
  return { result, cancel: () => controller.abort(new DOMException('Cancelled', 'AbortError')) };
}
