/** How far what reads an export back is from what Hourglass computes. Owns the comparison. */
import type { ExportedPart } from './format.ts';

/** The largest absolute difference of any output; throws where one is missing or of another size, NaN where one is not finite. */
export function largestDifference(part: ExportedPart, results: Readonly<Record<string, ArrayLike<number>>>): number {
  return Math.max(
    ...part.outputs.map(({ name, values }) => {
      const found = results[name];
      if (found?.length !== values.length)
        throw new Error(
          `The export gives ${found?.length ?? 'no'} values as “${name}”; ${values.length} were expected.`,
        );
      return farthest(values, found);
    }),
  );
}

export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let index = 0; index < a.length; index++) {
    const difference = Math.abs(a[index]! - b[index]!);
    if (Number.isNaN(difference)) return NaN;
    if (difference > most) most = difference;
  }
  return most;
}
