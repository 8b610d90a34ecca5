/** What a classifier made of the strip's samples, beside what they are. Owns words, no pictures. */
import type { StripInfo } from '#shared/wire/studio.ts';

export interface Judged {
  /** What it is; empty where that is not known. */
  readonly label: string;
  readonly guess: string;
  /** "97%". */
  readonly confidence: string;
  /** Null: what it is is not known. */
  readonly right: boolean | null;
}

/** Of an epoch's pictures; null where the network names no classes, or did not at that epoch. */
export function judgedAt({ guesses, labels }: StripInfo, epoch: number): readonly Judged[] | null {
  const found = guesses?.find((each) => each.epoch === epoch);
  if (!found) return null;
  return found.samples.map(({ label: guess, confidence }, index) => {
    const label = labels[index] ?? '';
    return { label, guess, confidence: percent(confidence), right: label === '' ? null : label === guess };
  });
}

/** "8 of 10 right"; null where labels are unknown. */
export function countRight(judged: readonly Judged[]): string | null {
  const known = judged.filter(({ right }) => right !== null);
  return known.length === 0 ? null : `${known.filter(({ right }) => right).length} of ${known.length} right`;
}

/** Certainty is never whole: "over 99%". */
const percent = (share: number): string => (share > 0.995 ? 'over 99%' : `${Math.round(share * 100)}%`);
