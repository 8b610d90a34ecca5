/** Between measured numbers and the values around one that networks learn from, both ways. Owns the arithmetic; pure. */
import type { Scaling } from '../wire/data-forms.ts';

/** Position of a number among ascending knots at equal shares: 0 at the first, 1 at the last, straight lines between. */
function shareOf(knots: readonly number[], number: number): number {
  const last = knots.length - 1;
  if (last < 1 || number <= knots[0]!) return 0;
  if (number >= knots[last]!) return 1;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (knots[middle]! <= number) low = middle;
    else high = middle;
  }
  const width = knots[high]! - knots[low]!;
  return (low + (width > 0 ? (number - knots[low]!) / width : 0)) / last;
}

function atShare(knots: readonly number[], share: number): number {
  const last = knots.length - 1;
  const place = Math.min(1, Math.max(0, share)) * last;
  const low = Math.min(last, Math.floor(place));
  const high = Math.min(last, low + 1);
  return knots[low]! + (knots[high]! - knots[low]!) * (place - low);
}

/** As the network sees it. */
export function scaled({ offset, factor, knots }: Scaling, number: number): number {
  return ((knots ? shareOf(knots, number) : number) - offset) / factor;
}

/** In its own unit again. */
export function unscaled({ offset, factor, knots }: Scaling, value: number): number {
  const number = value * factor + offset;
  return knots ? atShare(knots, number) : number;
}
