/** Samples of text: which stretches of tokens become input and target. Owns where they begin and how they are filled; not files. */
import { mix } from '#shared/counter-random.ts';
import { unknownToken } from '#shared/data/tokens.ts';
import { tokensOf } from '#shared/data/words.ts';
import type { TextSettings } from '#shared/graph/data-forms.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface TextSamples {
  readonly count: number;
  readonly inputLength: number;
  /** Null: the sample itself should come out. */
  readonly targetLength: number | null;
  at(index: number): { readonly input: Int32Array; readonly target: Int32Array | null };
}

export type Parts = readonly string[];

/** Each passage by itself; longer ones in several stretches. */
export function itselfSamples(
  passages: readonly Parts[],
  { numbers }: Vocabulary,
  settings: TextSettings,
): TextSamples {
  const { length, stride } = settings;
  const starts = passages.map((parts) => startsOf(parts.length + 1, length, stride));
  const index = new Index(starts);
  return {
    count: index.count,
    inputLength: length,
    targetLength: null,
    at(sample) {
      const [passage, start] = index.at(sample);
      return { input: tokensOf(passages[passage]!.slice(start, start + length), numbers, length, true), target: null };
    },
  };
}

/** Running text, and the same one step on. */
export function nextSamples(
  passages: readonly Parts[],
  { numbers }: Vocabulary,
  settings: TextSettings,
  ends: boolean,
): TextSamples {
  const { length, stride } = settings;
  const all = passages.map((parts) => tokensOf(parts, numbers, parts.length + (ends ? 1 : 0), ends));
  const index = new Index(all.map((tokens) => startsOf(tokens.length - 1, length, stride)));
  return {
    count: index.count,
    inputLength: length,
    targetLength: length,
    at(sample) {
      const [passage, start] = index.at(sample);
      const tokens = all[passage]!;
      const stretch = (from: number): Int32Array => {
        const filled = new Int32Array(length);
        filled.set(tokens.subarray(from, Math.min(from + length, tokens.length)));
        return filled;
      };
      const [input, target] = [stretch(start), stretch(start + 1)];
      // The last token of a text has nothing after it that could be learned.
      if (start + length > tokens.length - 1) input.fill(0, tokens.length - 1 - start);
      return { input, target };
    },
  };
}

export function pairSamples(
  pairs: readonly (readonly [Parts, Parts])[],
  [own, other]: readonly [Vocabulary, Vocabulary],
  { length, targetLength }: TextSettings,
): TextSamples {
  return {
    count: pairs.length,
    inputLength: length,
    targetLength,
    at(sample) {
      const [input, target] = pairs[sample]!;
      return {
        input: tokensOf(input, own.numbers, length, true),
        target: tokensOf(target, other.numbers, targetLength, true),
      };
    },
  };
}

/**
 * A word, and those that stand near it (at most `near` to either side, by a distance drawn for each word; Mikolov et al. 2013). Frequent
 * words are left out at random: of a word that makes up the share f of all, the share (√(f/t) + 1) · t/f is kept.
 */
export function neighbourSamples(
  passages: readonly Parts[],
  vocabulary: Vocabulary,
  settings: TextSettings,
): TextSamples {
  const { near, subsample } = settings;
  const keeps = keptShares(vocabulary, subsample);
  const chance = (at: number, purpose: number): number => mix(mix(at + 0x9e3779b9) ^ purpose) / 2 ** 32;
  let seen = 0;
  const kept = passages
    .map((parts) =>
      Int32Array.from(parts, (part) => vocabulary.numbers.get(part) ?? unknownToken).filter(
        (token) => token > unknownToken && chance(seen++, 1) < keeps[token]!,
      ),
    )
    .filter(({ length }) => length > 1);
  const index = new Index(kept.map(({ length }) => Int32Array.from({ length }, (_, at) => at)));
  return {
    count: index.count,
    inputLength: 1,
    targetLength: 2 * near,
    at(sample) {
      const [passage, at] = index.at(sample);
      const tokens = kept[passage]!;
      const reach = 1 + Math.floor(chance(sample, 2) * near);
      const target = new Int32Array(2 * near);
      target.set([...tokens.subarray(Math.max(0, at - reach), at), ...tokens.subarray(at + 1, at + 1 + reach)]);
      return { input: Int32Array.of(tokens[at]!), target };
    },
  };
}

function keptShares({ counts }: Vocabulary, threshold: number): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(counts, (count) => {
    const excess = count / total / threshold;
    return threshold === 0 || count === 0 ? 1 : (Math.sqrt(excess) + 1) / excess;
  });
}

/** Where stretches of `length` begin in so many tokens; the last may be shorter. */
function startsOf(tokens: number, length: number, stride: number): Int32Array {
  if (tokens < 1) return new Int32Array(0);
  const count = tokens <= length ? 1 : 1 + Math.ceil((tokens - length) / stride);
  return Int32Array.from({ length: count }, (_, at) => at * stride).filter((start) => start < tokens);
}

/** Stretches of all passages, counted through. */
class Index {
  readonly count: number;
  readonly #starts: readonly Int32Array[];
  readonly #firsts: Float64Array;

  constructor(starts: readonly Int32Array[]) {
    this.#starts = starts;
    this.#firsts = new Float64Array(starts.length);
    let count = 0;
    starts.forEach((own, passage) => {
      this.#firsts[passage] = count;
      count += own.length;
    });
    this.count = count;
  }

  at(sample: number): readonly [passage: number, start: number] {
    let [low, high] = [0, this.#firsts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#firsts[middle]! <= sample) low = middle;
      else high = middle;
    }
    return [low, this.#starts[low]![sample - this.#firsts[low]!]!];
  }
}
