/** What every host gives to a test: a window, ways to end it, and an answer where a person would choose a path. */
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';

export const root = join(import.meta.dirname, '../../..');
export const viewport = { width: 1440, height: 900 };

/** One opening of the studio: a process and its window. */
export interface Opening {
  readonly page: Page;
  /** The desktop's main process; null in the browser host. */
  readonly app: ElectronApplication | null;
  /** Answers the question for a path that `ask` brings up, as a person would in the dialog of this host. */
  answerPath(path: string, ask: () => Promise<void>): Promise<void>;
  /** Process ids of the trainers that this studio has started and that are alive. */
  trainers(): Promise<number[]>;
  /** As a power cut: nothing is asked. */
  kill(): Promise<void>;
  close(): Promise<void>;
}
