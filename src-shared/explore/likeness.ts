/** How near a sample is to the training samples, in words, measured by how near these are to each other. Pure. */
import type { Neighbours } from '../wire/explore/sample.ts';

type Typical = Neighbours['typical'];
export type Likeness = 'copy' | 'usual' | 'apart' | 'far';

/** By root mean squared differences of pixels. Where training samples repeat themselves (distance 0), only an exact copy is one. */
export function likenessOf(distance: number, { nearest, nearestLow, pair }: Typical): Likeness {
  if (distance === 0 || distance < nearestLow) return 'copy';
  if (distance <= nearest) return 'usual';
  return distance <= pair ? 'apart' : 'far';
}

const times = (distance: number, nearest: number): string =>
  nearest === 0 ? '' : ` (${(distance / nearest).toFixed(distance < 10 * nearest ? 1 : 0)} ×)`;

/** About one sample. */
export function describeLikeness(distance: number, typical: Typical): string {
  const ratio = times(distance, typical.nearest);
  return {
    copy: `All but a copy: nearer to this training sample than 95 of 100 training samples are to any other${ratio}.`,
    usual: `As near to a training sample as these usually are to each other${ratio}.`,
    apart: `Its own: further from every training sample than these usually are from their nearest other${ratio}.`,
    far: `Unlike the data: further from every training sample than two of them at random are from each other${ratio}.`,
  }[likenessOf(distance, typical)];
}

/** About all samples, by the distance of each to its nearest. */
export function describeMemorising(distances: readonly number[], typical: Typical): string {
  if (distances.length === 0) return '';
  const copies = distances.filter((distance) => likenessOf(distance, typical) === 'copy').length;
  const middle = [...distances].sort((a, b) => a - b)[Math.floor(distances.length / 2)]!;
  const apart =
    typical.nearest === 0
      ? 'The training samples themselves repeat.'
      : `The nearest training sample is typically ${(middle / typical.nearest).toFixed(1)} times as far away as training samples are from their nearest other.`;
  if (copies === 0) return `No sign of memorising: none of ${distances.length} is all but a copy. ${apart}`;
  const share = copies / distances.length;
  const sign = share > 0.5 ? 'It has memorised' : share > 0.05 ? 'Some of it is memorised' : 'Little is memorised';
  return `${sign}: ${copies} of ${distances.length} ${copies === 1 ? 'is' : 'are'} all but a copy of a training sample. ${apart}`;
}
