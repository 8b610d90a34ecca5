/** Lays out latents in a worker of its own: one layout at a time, ended by ending the worker. Owns the worker. */
import type { Latents } from '#shared/explore/map/latents.ts';
import type { Projection, ProjectionSettings } from '#shared/explore/map/projection.ts';
import { UserError } from '#shared/problem.ts';
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import type { Job } from '../../state/explore.svelte.ts';
import type { ProjectionReply, ProjectionRequest } from './projection.worker.ts';

export class Projector {
  #worker: Worker | null = null;
  #has: Latents | null = null;

  /** What was under way is ended: it would only be in the way. */
  project(
    latents: Latents,
    settings: ProjectionSettings,
    onProgress: (progress: ExploreProgress) => void,
  ): Job<Projection> {
    const worker = (this.#worker ??= new Worker(new URL('./projection.worker.ts', import.meta.url), {
      type: 'module',
    }));
    const knows = this.#has === latents;
    this.#has = latents;
    const { count, size, values } = latents;
    const request: ProjectionRequest = { settings, ...(knows ? {} : { latents: { count, size, values } }) };
    const controller = new AbortController();
    const { signal } = controller;
    const result = new Promise<Projection>((resolve, reject) => {
      const timeLeft = timer();
      worker.addEventListener(
        'message',
        ({ data }: MessageEvent<ProjectionReply>) => {
          if (data.type === 'progress') return onProgress({ ...data, secondsLeft: timeLeft(data) });
          if (data.type === 'projected') resolve(data.projection);
          else reject(failed(data.message));
          controller.abort();
        },
        { signal },
      );
      worker.addEventListener('error', ({ message }) => reject(failed(message)), { signal });
      signal.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')));
      worker.postMessage(request);
    });
    return {
      result,
      cancel: () => {
        if (signal.aborted) return;
        controller.abort();
        this.close();
      },
    };
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#has = null;
  }
}

/** Seconds that the present step will still take, once a tenth of it is done. */
function timer(): (progress: {
  readonly done: number;
  readonly total: number;
  readonly doing: string;
}) => number | null {
  let [step, begun] = ['', 0];
  return ({ done, total, doing }) => {
    if (doing !== step) [step, begun] = [doing, performance.now()];
    return done * 10 >= total ? ((performance.now() - begun) / 1000 / done) * (total - done) : null;
  };
}

const failed = (message: string): UserError =>
  new UserError({
    received: `The map could not be laid out: ${message}`,
    expected: 'A layout of finite latents within the memory of the window.',
    action: 'Choose fewer samples or other axes.',
  });
