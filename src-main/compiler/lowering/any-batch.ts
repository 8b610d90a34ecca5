/**
 * What in a lowered graph depends on the number of samples: found by lowering for two numbers of them and looking at what
 * differs. Owns that comparison of shapes; each lowering says what stands in their place.
 */
import { isUniform } from './constants.ts';

/** Numbers of samples that a size of a network seldom equals; another pair is tried where one does. */
const pairs = [
  [61, 67],
  [127, 131],
  [251, 257],
] as const;

export type Pair = readonly [one: number, other: number];

/** A size of a shape: a number, or so many times the number of samples. */
export type Size = { readonly fixed: number } | { readonly times: number };

/** Lowers for both numbers of a pair and joins what comes of it; null where it differs in more than sizes, by chance. */
export async function forAnyBatch<Lowered, Joined>(
  name: string,
  lower: (batch: number) => Promise<Lowered>,
  join: (one: Lowered, other: Lowered, pair: Pair) => Joined | null,
): Promise<Joined> {
  for (const pair of pairs) {
    const joined = join(await lower(pair[0]), await lower(pair[1]), pair);
    if (joined !== null) return joined;
  }
  throw new Error(`“${name}” depends on the number of samples in a way that cannot be told for any number.`);
}

/** Null where some size does not go with the number of samples. */
export function sizesFor(a: readonly number[], b: readonly number[], [one, other]: Pair): readonly Size[] | null {
  if (a.length !== b.length) return null;
  const sizes = a.map((size, at): Size | null => {
    if (size === b[at]) return { fixed: size };
    const times = size / one;
    return Number.isInteger(times) && times === b[at]! / other ? { times } : null;
  });
  return sizes.some((size) => size === null) ? null : (sizes as Size[]);
}

/** The shape with "as many as are left" in its only free place; null where it has none or several. */
export function withRest(sizes: readonly Size[]): readonly number[] | null {
  if (sizes.filter((size) => 'times' in size).length !== 1) return null;
  return sizes.map((size) => ('times' in size ? -1 : size.fixed));
}

/** Whether the bytes are the same few again and again: a tensor of one value. */
export function isRepeated(bytes: Uint8Array, size: number): boolean {
  const offsets = Array.from({ length: size }, (_, at) => at);
  return offsets.every((offset) => isUniform(bytes.filter((_, at) => at % size === offset)));
}
