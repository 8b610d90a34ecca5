/** What every command of the command line is: its words, and what it does. Owns no command. */
import type { Command } from 'commander';
import type { Place } from '../place.ts';
import type { ExitCode, Terminal } from '../terminal.ts';

export interface Context {
  readonly terminal: Terminal;
  readonly place: Place;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** The command's exit code; ok when left alone. */
  exit(code: ExitCode): void;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, context: Context) => void;

export const jsonOption = ['--json', 'print one JSON object on stdout; progress goes to stderr'] as const;
