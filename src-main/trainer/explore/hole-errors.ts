/** How far a fill is from the original within the hole, in figures and as a heat map. Pure; 1 is the way from black to white. */
import type { HoleError } from '#shared/wire/explore/fill-in.ts';
import { paintDifference } from '../heatmap.ts';

/** Of values [pixels, channels] whose range is `span` wide. All 0 without a hole. */
export function holeError(
  values: ArrayLike<number>,
  original: ArrayLike<number>,
  missing: Uint8Array,
  span: number,
): HoleError {
  const channels = original.length / missing.length;
  let [squares, sizes, count] = [0, 0, 0];
  for (let at = 0; at < original.length; at++) {
    if (!missing[Math.floor(at / channels)]) continue;
    const apart = (values[at]! - original[at]!) / span;
    squares += apart * apart;
    sizes += Math.abs(apart);
    count += 1;
  }
  const many = Math.max(1, count);
  return { rootMeanSquared: Math.sqrt(squares / many), meanAbsolute: sizes / many };
}

/** RGB bytes [pixels, 3]: black outside the hole. */
export function paintHoleDifference(
  values: ArrayLike<number>,
  original: ArrayLike<number>,
  missing: Uint8Array,
  span: number,
): Uint8Array {
  const channels = original.length / missing.length;
  const painted = new Uint8Array(missing.length * 3);
  for (let pixel = 0; pixel < missing.length; pixel++) {
    if (!missing[pixel]) continue;
    let sum = 0;
    for (let at = pixel * channels; at < (pixel + 1) * channels; at++) sum += Math.abs(values[at]! - original[at]!);
    paintDifference(painted, pixel * 3, sum / channels / span);
  }
  return painted;
}
