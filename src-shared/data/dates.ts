/** Dates as people write them, and as machines do: the pairs of the built-in data. Owns the ways of writing, not the samples. */

/** From 1 January 1900 to 31 December 2099, each once. */
export const dateCount = 20_000;
const firstDay = Date.UTC(1900, 0, 1) / 86_400_000;
const days = 73_049;
/** Has no factor in common with `days`, so that no day comes twice. */
const step = 30_011;

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

interface Day {
  readonly year: number;
  readonly month: string;
  readonly monthNumber: number;
  readonly day: number;
  readonly weekday: string;
}

const short = (word: string): string => word.slice(0, 3);
const ordinal = (day: number): string => {
  const last = day % 10;
  const ending = day >= 11 && day <= 13 ? 'th' : last === 1 ? 'st' : last === 2 ? 'nd' : last === 3 ? 'rd' : 'th';
  return `${day}${ending}`;
};

/** None can be read as two dates. */
const ways: readonly ((day: Day) => string)[] = [
  ({ day, month, year }) => `${day} ${month} ${year}`,
  ({ day, month, year }) => `${month} ${day}, ${year}`,
  ({ day, month, year }) => `${short(month)} ${day}, ${year}`,
  ({ day, month, year }) => `${day} ${short(month)} ${year}`,
  ({ day, month, year, weekday }) => `${weekday}, ${month} ${day}, ${year}`,
  ({ day, month, year, weekday }) => `${short(weekday)}, ${day} ${short(month)} ${year}`,
  ({ day, month, year }) => `${ordinal(day)} of ${month} ${year}`,
  ({ day, month, year }) => `${day} ${month.toLowerCase()} ${year}`,
  ({ day, monthNumber, year }) => `${day}.${monthNumber}.${year}`,
  ({ day, month, year }) => `${day}-${short(month).toUpperCase()}-${year}`,
];

export interface DatePair {
  /** “Thursday, March 7, 2024”. */
  readonly written: string;
  /** “2024-03-07”. */
  readonly iso: string;
}

/** The pair with this number, 0 to dateCount − 1: no two are of the same day. */
export function datePair(index: number): DatePair {
  const date = new Date((firstDay + ((index * step + 4_711) % days)) * 86_400_000);
  const day: Day = {
    year: date.getUTCFullYear(),
    month: months[date.getUTCMonth()]!,
    monthNumber: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: weekdays[date.getUTCDay()]!,
  };
  return { written: ways[index % ways.length]!(day), iso: date.toISOString().slice(0, 10) };
}
