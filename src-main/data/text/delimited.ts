/** Rows of a CSV or TSV file (RFC 4180) in which text lies. Owns splitting into cells; not what columns mean. */
import type { TextSettings } from '#shared/graph/data-forms.ts';

export interface Row {
  readonly cells: readonly string[];
  /** Of its first line, from 1. */
  readonly line: number;
}

const candidates = ['\t', ',', ';', '|'] as const;

/** What splits the first line into the most cells. */
export function delimiterOf(text: string, chosen: TextSettings['delimiter']): string {
  if (chosen !== 'auto') return chosen;
  const [head] = text.split('\n', 1);
  const cells = (delimiter: string): number => head!.split(delimiter).length;
  return candidates.reduce<string>((best, each) => (cells(each) > cells(best) ? each : best), candidates[0]);
}

/** Line ends are `\n`. A quote that is never closed takes its line alone, so that it cannot swallow the file. */
export function* rowsOf(text: string, delimiter: string): Generator<Row> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const { cells, next, lines } = rowAt(text, at, delimiter);
    if (cells.some((cell) => cell !== '')) yield { cells, line };
    at = next;
    line += lines;
  }
}

/** Cells may hold line ends, but not this many characters: then a quote was left open. */
const longestQuoted = 1_000_000;

function rowAt(text: string, start: number, delimiter: string): { cells: string[]; next: number; lines: number } {
  const cells: string[] = [];
  let at = start;
  let lines = 1;
  for (;;) {
    const quoted = text[at] === '"' ? quotedCell(text, at) : null;
    if (quoted) {
      cells.push(quoted.cell);
      lines += quoted.lines;
      at = quoted.next;
    } else {
      const end = endOf(text, at, delimiter);
      cells.push(text.slice(at, end).trim());
      at = end;
    }
    if (text[at] === delimiter) at += 1;
    else return { cells, next: at + 1, lines };
  }
}

function endOf(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at += 1;
  return at;
}

/** Null where the quote at `start` is not closed before a delimiter or line end. */
function quotedCell(text: string, start: number): { cell: string; next: number; lines: number } | null {
  const limit = Math.min(text.length, start + longestQuoted);
  const parts: string[] = [];
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote < 0 || quote >= limit) return null;
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') {
      const cell = parts.join('"');
      let next = quote + 1;
      while (text[next] === ' ') next += 1;
      return { cell, next, lines: cell.split('\n').length - 1 };
    }
    from = quote + 2;
  }
}
