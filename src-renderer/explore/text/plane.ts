/** Where words stand on a plane of shares. Pure. */

export interface PlacedWord {
  readonly word: string;
  /** 0 to 1, from the left and from the top. */
  readonly x: number;
  readonly y: number;
}

/** Left free at the edges, so that words are not cut off. */
const edge = 0.06;

/** `places` [words, 2]: stretched to fill the plane. */
export function placeWords(words: readonly string[], places: ArrayLike<number>): readonly PlacedWord[] {
  const along = (axis: number): ((at: number) => number) => {
    const all = words.map((_, at) => places[2 * at + axis]!);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return (at) => edge + (1 - 2 * edge) * (high > low ? (all[at]! - low) / (high - low) : 0.5);
  };
  const [x, y] = [along(0), along(1)];
  return words.map((word, at) => ({ word, x: x(at), y: 1 - y(at) }));
}

/** "she − he + brother": words to add and to take away. Plain words are added; marks may stand alone or before a word. */
export function readSum(text: string): { readonly plus: readonly string[]; readonly minus: readonly string[] } {
  const [plus, minus]: [string[], string[]] = [[], []];
  let sign: 1 | -1 = 1;
  for (const part of text.trim().split(/\s+/)) {
    const marked = /^([+\-−]?)(.*)$/u.exec(part)!;
    if (marked[1] !== '') sign = marked[1] === '+' ? 1 : -1;
    if (marked[2] === '') continue;
    (sign === 1 ? plus : minus).push(marked[2]!);
    sign = 1;
  }
  return { plus, minus };
}
