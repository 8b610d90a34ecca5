/** Finding samples by label or number. Pure. */

export interface Searched {
  readonly indices: readonly number[];
  /** Positions in `names`; null: without labels. */
  readonly labels: readonly number[] | null;
  readonly names: readonly string[];
}

/**
 * Places of the samples that the text means, in order: all with that label, or else those whose label begins so; or the one of that
 * number, counted from 1, with or without #. Null: nothing is searched for.
 */
export function searchSamples(text: string, { indices, labels, names }: Searched): readonly number[] | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return null;
  const places = indices.map((_, place) => place);
  const named = names.map((name) => name.toLowerCase());
  const fits = named.includes(wanted) ? (name: string) => name === wanted : (name: string) => name.startsWith(wanted);
  const labelled = labels === null ? [] : places.filter((place) => fits(named[labels[place]!] ?? ''));
  if (labelled.length > 0) return labelled;
  const number = /^#?(\d[\d,]*)$/.exec(wanted)?.[1]?.replaceAll(',', '');
  return number === undefined ? [] : places.filter((place) => indices[place] === Number(number) - 1);
}
