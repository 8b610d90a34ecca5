/** Numbers and counts in words, for layers' messages. Owns no message. */

/** 1234 → "1,234". Most numbers here have no groups; asking the language's tables for them took tenths of an edit's time. */
export const formatNumber = (n: number): string =>
  Number.isInteger(n) && n >= 0 && n < 1000 ? String(n) : n.toLocaleString('en');

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

/** "one dimension", "three dimensions". */
export const countOf = (n: number, noun: string): string =>
  `${small[n] ?? formatNumber(n)} ${noun}${n === 1 ? '' : 's'}`;
