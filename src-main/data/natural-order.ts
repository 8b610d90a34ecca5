/** The order of file names that people expect: "2.png" before "10.png". The same everywhere, whatever the language. */

const slash = 47;
const zero = 48;
const nine = 57;
const isDigit = (code: number): boolean => code >= zero && code <= nine;

/** Compares paths with `/`, folder by folder; runs of digits by their value, all else by code unit. Never 0 for different paths. */
export function compareNaturally(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(j);
    if (isDigit(left) && isDigit(right)) {
      const leftRun = digitRun(a, i);
      const rightRun = digitRun(b, j);
      const difference = compareRuns(a, leftRun, b, rightRun);
      if (difference !== 0) return difference;
      i = leftRun.end;
      j = rightRun.end;
      continue;
    }
    if (left !== right) {
      // A folder's contents come before names that merely begin like it.
      if (left === slash) return -1;
      if (right === slash) return 1;
      return left - right;
    }
    i += 1;
    j += 1;
  }
  const rest = a.length - i - (b.length - j);
  if (rest !== 0) return rest;
  return a < b ? -1 : a > b ? 1 : 0;
}

interface DigitRun {
  /** Past leading zeros. */
  readonly start: number;
  readonly end: number;
}

function digitRun(text: string, from: number): DigitRun {
  let start = from;
  while (text.charCodeAt(start) === zero) start += 1;
  let end = start;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return { start, end };
}

function compareRuns(a: string, left: DigitRun, b: string, right: DigitRun): number {
  const length = left.end - left.start - (right.end - right.start);
  if (length !== 0) return length;
  for (let i = left.start, j = right.start; i < left.end; i += 1, j += 1) {
    const difference = a.charCodeAt(i) - b.charCodeAt(j);
    if (difference !== 0) return difference;
  }
  return 0;
}
