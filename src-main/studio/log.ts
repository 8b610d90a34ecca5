/** The log file: what went wrong, with the details that people are spared. Owns its rotation. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Log {
  readonly file: string;
  /** Never throws: a full disk must not turn one failure into two. */
  write(message: string, error?: unknown): void;
}

/** Appends to `hourglass.log` in a folder; past `limit` bytes it becomes `hourglass.1.log`, and so on up to `kept` old ones. */
export function createLog(folder: string, limit = 1_000_000, kept = 3): Log {
  const file = join(folder, 'hourglass.log');
  const older = (index: number): string => (index === 0 ? file : join(folder, `hourglass.${index}.log`));
  const rotate = (): void => {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < limit) return;
    for (let index = kept - 1; index >= 0; index -= 1) {
      if (statSync(older(index), { throwIfNoEntry: false })) renameSync(older(index), older(index + 1));
    }
  };
  return {
    file,
    write(message, error) {
      const detail =
        error === undefined ? '' : `\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      try {
        mkdirSync(folder, { recursive: true });
        rotate();
        appendFileSync(file, `${new Date().toISOString()} ${message}${detail}\n`);
      } catch {
        // Nothing is left to tell it to.
      }
    },
  };
}
