/** The pictures that a dream begins from and is guided by: samples, which a project keeps by their numbers, or files. Pure. */
import type { SeenPicture } from '#shared/wire/explore/dream.ts';
import { pickIndex, type Picked } from '../picked.ts';

export type SeenRole = 'start' | 'guide';

/** A picture and its name. */
export interface Seen {
  readonly name: string;
  readonly picture: SeenPicture;
}

export const seenOf = ({ name, sample }: Picked): Seen => ({ name, picture: { from: 'sample', sample } });

/** A file goes before the sample of this number, counted from 1; without samples, or a number among them, there is none. */
export function seenBy(file: Seen | null, number: number, samples: number): Seen | null {
  return file ?? (number > 0 && number <= samples ? seenOf(pickIndex(number - 1)) : null);
}

/** The number by which a project keeps it; 0 for a file, and for none. */
export function numberOfSeen(seen: Seen | null): number {
  if (seen?.picture.from !== 'sample') return 0;
  const { sample } = seen.picture;
  return sample.from === 'data' ? sample.index + 1 : 0;
}
