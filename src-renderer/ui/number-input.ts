/** Reading numbers that people type. Owns the words of its errors, no document. */

export interface NumberLimits {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

export type ReadNumber =
  { readonly value: number; readonly error: null } | { readonly value: null; readonly error: string };

const grouped = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 12 });

/** "1 – 4,096". */
export function formatLimits({ min, max }: NumberLimits): string {
  const open = max >= Number.MAX_SAFE_INTEGER || max === Infinity;
  return open ? `from ${grouped(min)}` : `${grouped(min)} – ${grouped(max)}`;
}

/** Reads "64", "4,096", "1e-3". Anything else, or a number outside the limits, gives words: received, expected, what to do. */
export function readNumber(text: string, limits: NumberLimits): ReadNumber {
  const clean = text.trim().replaceAll(/(?<=\d),(?=\d{3}(\D|$))/g, '');
  const kind = limits.integer ? 'a whole number' : 'a number';
  const wrong = (received: string): ReadNumber => ({
    value: null,
    error: `${received} It must be ${kind}, ${formatLimits(limits)}. Type another; Esc keeps the old one.`,
  });
  if (clean === '') return wrong('Nothing is given.');
  const value = Number(clean);
  if (!Number.isFinite(value)) return wrong(`“${text.trim()}” is not a number.`);
  if (limits.integer && !Number.isInteger(value)) return wrong(`${grouped(value)} is not whole.`);
  if (value < limits.min) return wrong(`${grouped(value)} is too small.`);
  if (value > limits.max) return wrong(`${grouped(value)} is too large.`);
  return { value, error: null };
}

/** The next value up or down: by 1 for whole numbers, otherwise by a tenth of the value's own size (0.001 → 0.0011). */
export function stepNumber(value: number, direction: 1 | -1, limits: NumberLimits, big = false): number {
  const unit = limits.integer ? 1 : 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) - 1);
  const next = value + direction * unit * (big ? 10 : 1);
  const rounded = limits.integer ? next : Number(next.toPrecision(6));
  return Math.min(limits.max, Math.max(limits.min, rounded));
}
