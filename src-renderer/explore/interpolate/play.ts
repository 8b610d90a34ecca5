/** Plays the loop of a way. Owns which frame is on show when. */
import type { Loop, Place } from '#shared/explore/interpolation.ts';
import type { Travel } from './travel.svelte.ts';

/** The frame of the loop that is nearest to a place, so that playing goes on from there. */
export function frameNear({ places, order }: Loop, [u, v]: Place): number {
  const apart = (frame: number): number => {
    const [x, y] = places[order[frame]!]!;
    return (x - u) ** 2 + (y - v) ** 2;
  };
  return order.reduce((best, _, frame) => (apart(frame) < apart(best) ? frame : best), 0);
}

/** After so many milliseconds. */
export const frameAfter = (first: number, milliseconds: number, framesPerSecond: number, frames: number): number =>
  (first + Math.floor((milliseconds * framesPerSecond) / 1000)) % frames;

/** From where the point stands, until the returned function is called. */
export function playFrames(travel: Travel, loop: Loop, framesPerSecond: number): () => void {
  const first = frameNear(loop, travel.place);
  const begun = performance.now();
  let request = 0;
  const show = (now: number): void => {
    travel.frame = frameAfter(first, Math.max(0, now - begun), framesPerSecond, loop.order.length);
    travel.place = loop.places[loop.order[travel.frame]!]!;
    request = requestAnimationFrame(show);
  };
  request = requestAnimationFrame(show);
  return () => cancelAnimationFrame(request);
}
