/** Finding things by a few of their letters. Owns the ranking, nothing that is ranked. */

/**
 * How well `query` fits `text`: higher is better, null when its letters do not occur in this order.
 * Letters at the start of words and letters side by side count most; short texts win ties.
 */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '');
  const given = text.toLowerCase();
  const words = given.indexOf(query.trim().toLowerCase());
  if (wanted === '') return 0;
  // The words as typed beat any scattered letters.
  if (words >= 0) return 1000 - words * 2 - text.length / 100 + (words === 0 || /\W/.test(given[words - 1]!) ? 100 : 0);
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = given.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (next === at + 1) score += 4;
    if (next === 0 || /[^a-z0-9]/.test(given[next - 1]!)) score += 6;
    score -= Math.min(3, next - at - 1) * 0.5;
    at = next;
  }
  return score - text.length / 100;
}

/** The items that fit, best first; all of them, in their own order, for an empty query. */
export function fuzzyFind<T>(
  query: string,
  items: readonly T[],
  textsOf: (item: T) => readonly string[],
): readonly T[] {
  if (query.trim() === '') return items;
  return items
    .map((item) => {
      // The first text is the item's name; what else it is found by counts half.
      const scores = textsOf(item).map((text, index) => {
        const score = fuzzyScore(query, text);
        return score === null ? -Infinity : index === 0 ? score : Math.min(score, 500) / 2 - 10;
      });
      return { item, score: Math.max(...scores) };
    })
    .filter(({ score }) => score > -Infinity)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
