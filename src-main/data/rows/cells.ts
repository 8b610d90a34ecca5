/** What a cell's text says: nothing, a number, or a date. Owns how they are written; pure. */
import type { dateFormats } from '#shared/graph/data-forms.ts';
import type { Reading } from './rows.ts';

/** Besides empty cells; in small letters. */
const usualMissing = ['na', 'n/a', 'nan', 'null', 'nil', '#n/a', 'missing', '?', '-', '–'];

export type IsMissing = (text: string) => boolean;

/** Of trimmed text. */
export function missingTest({ missing }: Pick<Reading, 'missing'>): IsMissing {
  const words = new Set([...usualMissing, ...missing.map((word) => word.trim().toLowerCase())]);
  const longest = Math.max(...[...words].map((word) => word.length));
  // Most cells begin like none of them: millions of numbers are not looked up.
  const begins = new Set([...words].flatMap((word) => [word, word.toUpperCase()]).map((word) => word.charCodeAt(0)));
  return (text) =>
    text === '' || (text.length <= longest && begins.has(text.charCodeAt(0)) && words.has(text.toLowerCase()));
}

const grouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/;
const groupedComma = /^[+-]?\d{1,3}([. ]\d{3})*(,\d*)?$/;
/** What Number() takes and no table means: 0x1f. */
const odd = /^0[xbo]/i;
const zero = '0'.charCodeAt(0);

/** NaN: no number. Of trimmed text that is not empty. */
export function parseNumber(text: string, decimal: '.' | ','): number {
  if (decimal === ',') {
    if (groupedComma.test(text)) return Number(text.replaceAll(/[. ]/g, '').replace(',', '.'));
    return parseNumber(text.replace(',', '.'), '.');
  }
  const number = Number(text);
  if (!Number.isNaN(number))
    return Number.isFinite(number) && !(text.charCodeAt(0) === zero && odd.test(text)) ? number : NaN;
  return grouped.test(text) ? Number(text.replaceAll(',', '')) : NaN;
}

/** Digits behind the point. */
export function decimalsOf(text: string, decimal: '.' | ','): number {
  const point = text.lastIndexOf(decimal);
  if (point < 0) return 0;
  const exponent = text.search(/e/i);
  return exponent < 0 ? text.length - point - 1 : 6;
}

export type DateFormatName = (typeof dateFormats)[number];

interface DateFormat {
  readonly pattern: RegExp;
  /** Places of year, month and day among the pattern's groups. */
  readonly order: readonly [number, number, number];
}

const time = String.raw`(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?`;

const formats = {
  'year-month-day': { pattern: new RegExp(`^(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})${time}$`), order: [1, 2, 3] as const },
  'day.month.year': { pattern: new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})${time}$`), order: [3, 2, 1] as const },
  'month/day/year': { pattern: new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${time}$`), order: [3, 1, 2] as const },
  'day/month/year': { pattern: new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${time}$`), order: [3, 2, 1] as const },
} satisfies Readonly<Record<DateFormatName, DateFormat>>;

export interface ParsedDate {
  /** Milliseconds since 1970; without a zone, UTC. */
  readonly time: number;
  readonly hasTime: boolean;
}

/** Null: not written so, or no such day. */
export function parseDate(text: string, name: DateFormatName): ParsedDate | null {
  const { pattern, order }: DateFormat = formats[name];
  const found = pattern.exec(text);
  if (!found) return null;
  const [year, month, day] = [Number(found[order[0]]), Number(found[order[1]]), Number(found[order[2]])];
  // 31 February would become 3 March.
  if (month < 1 || month > 12 || day < 1 || (day > 28 && day > daysIn(year, month))) return null;
  if (found[4] === undefined) return { time: Date.UTC(year, month - 1, day), hasTime: false };
  const [hours, minutes, seconds] = [Number(found[4]), Number(found[5]), Number(found[6] ?? 0)];
  if (hours > 24 || minutes > 59 || seconds > 60) return null;
  return { time: Date.UTC(year, month - 1, day, hours, minutes, seconds) - zoneOf(found[7]), hasTime: true };
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

function zoneOf(zone: string | undefined): number {
  if (!zone || zone === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone)!;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
