/** The worker in which maps are laid out, so that the window stays quick. Keeps the latents it was given last. Owns no layout. */
import type { Latents } from '#shared/explore/map/latents.ts';
import { project, type Projection, type ProjectionSettings } from '#shared/explore/map/projection.ts';

export interface ProjectionRequest {
  /** Left out: those of the request before. */
  readonly latents?: Latents;
  readonly settings: ProjectionSettings;
}

export type ProjectionReply =
  | { readonly type: 'progress'; readonly done: number; readonly total: number; readonly doing: string }
  | { readonly type: 'projected'; readonly projection: Projection }
  | { readonly type: 'failed'; readonly message: string };

const leastMilliseconds = 100;
let latents: Latents | null = null;

const say = (reply: ProjectionReply, transfer: Transferable[] = []): void => self.postMessage(reply, { transfer });

self.addEventListener('message', async ({ data }: MessageEvent<ProjectionRequest>) => {
  latents = data.latents ?? latents;
  if (latents === null) return;
  let told = 0;
  try {
    const projection = await project(latents, data.settings, (done, total, doing) => {
      if (performance.now() - told < leastMilliseconds) return;
      told = performance.now();
      say({ type: 'progress', done, total, doing });
    });
    say({ type: 'projected', projection }, [projection.places.buffer, projection.index]);
  } catch (error) {
    say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
