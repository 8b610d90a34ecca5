/** Calls about networks of text: what they write, word after word, and which words they take to be alike. */
import * as v from 'valibot';
import { call, id } from '../call.ts';
import type { Floats } from './values.ts';

const count = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const words = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(200))), v.maxLength(16));

export interface LikelyWord {
  readonly word: string;
  /** 0 to 1. */
  readonly probability: number;
}

/** A character or word that was written, and the likeliest ones at its place. */
export interface WrittenWord extends LikelyWord {
  readonly likeliest: readonly LikelyWord[];
}

export interface Written {
  /** What the network was given, in its own characters or words; “�” for what it does not know. */
  readonly given: readonly string[];
  readonly words: readonly WrittenWord[];
  /** `words` as text. */
  readonly text: string;
  /** With several beams all of them, the likeliest first: the logarithm of their probability, nats. */
  readonly beams: readonly { readonly text: string; readonly logProbability: number }[];
  /** How much each written word looked at each given one, [words, given], where the network has attention; else null. */
  readonly looks: Floats | null;
}

export interface AlikeWord {
  readonly word: string;
  /** Cosine of the two embeddings, −1 to 1. */
  readonly likeness: number;
}

export const textCalls = {
  /** Goes on from a text, translates it, or gives it back. The same seed draws the same words. */
  'explore:write': call<Written>()(
    v.strictObject({
      subject: id,
      job: v.optional(id),
      text: v.pipe(v.string(), v.maxLength(20_000)),
      /** Of the choice of each word; 0: always the likeliest. */
      temperature: v.pipe(v.number(), v.minValue(0), v.maxValue(3)),
      /** Words to go on with, for language models. */
      length: count(1, 2000),
      /** Ways of writing that are followed at once, for those that write one text for another. */
      beams: count(1, 16),
      seed: count(0, 4_294_967_295),
    }),
  ),
  /** Words whose embeddings are nearest to those of `plus`, less those of `minus`. Refuses words that it does not know. */
  'explore:alikeWords': call<{ readonly words: readonly AlikeWord[] }>()(
    v.strictObject({ subject: id, plus: words, minus: words, count: count(1, 100) }),
  ),
  /** The most frequent words on a plane, by the two directions in which their embeddings differ most: [words, 2]. */
  'explore:wordMap': call<{
    readonly words: readonly string[];
    readonly places: Floats;
    readonly shares: readonly number[];
  }>()(v.strictObject({ subject: id, count: count(2, 5000) })),
} as const;
