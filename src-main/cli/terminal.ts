/** What a command says and how it ends: results on stdout, progress on stderr, exit codes. Owns no command. */
import { describeError, UserError, type ThreeParts } from '#shared/problem.ts';

export interface Terminal {
  /** Where results go: exactly one JSON object under --json, text otherwise. */
  readonly out: { write(text: string): unknown };
  /** Where progress and errors go. */
  readonly errors: { write(text: string): unknown };
  /** Progress lines may overwrite each other. */
  readonly interactive: boolean;
}

export const exitCodes = {
  ok: 0,
  /** The project has problems, or training failed. */
  problems: 1,
  /** Bad usage, or a file that cannot be used. */
  usage: 2,
  /** Ctrl-C before there was anything to keep. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Prints a command's result in the form that was asked for. */
export function printResult(terminal: Terminal, json: boolean, result: object, text: string): void {
  terminal.out.write(json ? `${JSON.stringify(result)}\n` : `${text}\n`);
}

export const say = (terminal: Terminal, line: string): void => {
  terminal.errors.write(`${line}\n`);
};

export function formatParts({ received, expected, action }: ThreeParts, indent = ''): string {
  return [received, expected, action].map((part) => indent + part).join('\n');
}

/** Prints why a command could not do its work; under --json an object on stdout as well. */
export function printFailure(terminal: Terminal, json: boolean, error: unknown): void {
  const parts = describeError(error);
  if (json) terminal.out.write(`${JSON.stringify({ error: parts })}\n`);
  say(terminal, formatParts(parts));
  // Our own defects come with their details: there is no log file behind a terminal.
  if (!(error instanceof UserError) && error instanceof Error && error.stack) say(terminal, error.stack);
}

/** Columns as wide as their widest cell; numbers, in the columns named, to the right. */
export function formatTable(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
