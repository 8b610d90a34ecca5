/** In which order samples are shown, by their errors. Pure. */

export type SampleOrder = 'worst' | 'best' | 'data';

/** Places 0 to n − 1: largest error first, smallest first, or as they come; of equal ones the earlier first. NaN counts as the worst. */
export function sortSamples(errors: ArrayLike<number>, order: SampleOrder): Uint32Array {
  const places = Uint32Array.from({ length: errors.length }, (_, place) => place);
  if (order === 'data') return places;
  const sign = order === 'worst' ? -1 : 1;
  const rank = (place: number): number => (Number.isNaN(errors[place]) ? Infinity : errors[place]!);
  return places.sort((a, b) => (rank(a) === rank(b) ? a - b : sign * (rank(a) - rank(b))));
}
