/** Numbers and counts in words, for layers' messages. Owns no message. */

export const formatNumber = (n: number): string => n.toLocaleString('en');

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

/** "one dimension", "three dimensions". */
export const countOf = (n: number, noun: string): string =>
  `${small[n] ?? formatNumber(n)} ${noun}${n === 1 ? '' : 's'}`;
