/** Where a point stands on a row or a sheet of pictures: the first picture's middle is 0, the last one's 1. Pure. */
import type { Place } from '#shared/explore/interpolation.ts';

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** Of a share of the side that has so many pictures. */
export const placeAt = (share: number, pictures: number): number =>
  within((share * pictures - 0.5) / Math.max(1, pictures - 1));

/** The other way. */
export const shareOf = (place: number, pictures: number): number => (place * (pictures - 1) + 0.5) / pictures;

const [step, leap] = [0.02, 0.1];

/** By arrows, farther with Shift; Home and End along the row. Null: another key. */
export function placeByKey([u, v]: Place, key: string, far: boolean): Place | null {
  const by = far ? leap : step;
  const next: Readonly<Record<string, Place>> = {
    ArrowLeft: [u - by, v],
    ArrowRight: [u + by, v],
    ArrowUp: [u, v - by],
    ArrowDown: [u, v + by],
    Home: [0, v],
    End: [1, v],
  };
  const to = next[key];
  return to === undefined ? null : [within(to[0]), within(to[1])];
}
