/** The vocabulary of a text: the words it is made of, the most frequent first. Owns counting and the cut; not the splitting. */
import { numberedWords } from '#shared/data/words.ts';
import { reservedWords } from '#shared/data/tokens.ts';

export interface Vocabulary {
  readonly words: readonly string[];
  /** How often each was met, in their order; reserved ones never. */
  readonly counts: readonly number[];
  readonly numbers: ReadonlyMap<string, number>;
}

export class WordCounter {
  readonly #counts = new Map<string, number>();

  add(parts: readonly string[]): void {
    for (const part of parts) this.#counts.set(part, (this.#counts.get(part) ?? 0) + 1);
  }

  /** At most so many, reserved ones among them; of equally frequent ones the first by code unit. */
  vocabulary(most: number): Vocabulary {
    const kept = [...this.#counts]
      .sort(([a, often], [b, oftener]) => oftener - often || (a < b ? -1 : 1))
      .slice(0, Math.max(0, most - reservedWords.length));
    const words = [...reservedWords, ...kept.map(([word]) => word)];
    const counts = [...reservedWords.map(() => 0), ...kept.map(([, count]) => count)];
    return { words, counts, numbers: numberedWords(words) };
  }
}
