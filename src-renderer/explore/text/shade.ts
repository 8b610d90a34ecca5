/** How shares become shades and words. Pure. */
import type { WrittenWord } from '#shared/wire/explore/text.ts';
import { formatPercent } from '../../ui/format.ts';

/** How strongly a share is drawn, 0 to 100: small ones are still told apart. */
export const strength = (share: number): number => Math.round(100 * Math.sqrt(Math.min(1, Math.max(0, share))));

/** Of what is chosen with less than that the choice is marked as a doubt. */
export const doubtful = 0.5;

/** A word as it can be seen: spaces and line ends have signs. */
export const visible = (word: string): string => (word === ' ' ? '␣' : word === '\n' ? '⏎' : word);

export const describeWord = ({ word, probability, likeliest }: WrittenWord): string =>
  `“${visible(word)}” ${formatPercent(probability)}; ${likeliest
    .map((each) => `${visible(each.word)} ${formatPercent(each.probability)}`)
    .join(', ')}`;
