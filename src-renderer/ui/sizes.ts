/** Several whole numbers in one text field: "3 × 3", "28x28x1", "0 1 0 1". Owns reading and writing them. */

export interface SizeLimits {
  /** Exactly this many, or from 1 to `most`. */
  readonly count: number | { readonly most: number };
  readonly min: number;
  readonly max: number;
  /** What stands between them when shown. */
  readonly separator: ' × ' | ', ';
}

export type ReadSizes =
  { readonly value: readonly number[]; readonly error: null } | { readonly value: null; readonly error: string };

export const formatSizes = (sizes: readonly number[], { separator }: SizeLimits): string => sizes.join(separator);

const countWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

/** One number alone stands for all of them where a fixed count is wanted: "3" is 3 × 3. */
export function readSizes(text: string, { count, min, max }: SizeLimits): ReadSizes {
  const parts = text.split(/[\s×x*,;]+/i).filter((part) => part !== '');
  const numbers = parts.map(Number);
  const wanted =
    typeof count === 'number'
      ? `${countWords[count] ?? count} whole numbers`
      : `one to ${countWords[count.most] ?? count.most} whole numbers`;
  const fail = (received: string): ReadSizes => ({
    value: null,
    error: `${received} It must be ${wanted}, each ${min.toLocaleString('en')} – ${max.toLocaleString('en')}. Type others; Esc keeps the old ones.`,
  });
  if (parts.length === 0) return fail('Nothing is given.');
  const odd = parts.find((_part, index) => !Number.isInteger(numbers[index]));
  if (odd !== undefined) return fail(`“${odd}” is not a whole number.`);
  const outside = numbers.find((n) => n < min || n > max);
  if (outside !== undefined) return fail(`${outside.toLocaleString('en')} is outside the limits.`);
  if (typeof count !== 'number')
    return numbers.length > count.most ? fail(`${numbers.length} numbers are given.`) : { value: numbers, error: null };
  if (numbers.length === 1) return { value: new Array<number>(count).fill(numbers[0]!), error: null };
  return numbers.length === count ? { value: numbers, error: null } : fail(`${numbers.length} numbers are given.`);
}
