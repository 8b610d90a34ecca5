/**
 * The tasks of the window's main thread, by what was done meanwhile, against what is promised: none takes more than 50 ms of
 * the processor. A shared machine stretches them, so that only a multiple of the promise fails.
 */
import type { Page, TestInfo } from '@playwright/test';
import { expect } from './fixtures.ts';
import { traceTasks, type Tasks } from './trace-tasks.ts';

/** Milliseconds of the processor: what is promised on a quiet machine, and what no busy one explains. */
const promised = 50;
export const failing = 3 * promised;

export class TaskFigures {
  readonly #page: Page;
  readonly #tasks: Record<string, Tasks> = {};

  constructor(page: Page) {
    this.#page = page;
  }

  /** Does the work, and keeps the tasks that ran meanwhile under this name. */
  readonly trace = async (name: string, work: () => Promise<void>): Promise<void> => {
    this.#tasks[name] = await traceTasks(this.#page, work);
  };

  /** Prints the figures and attaches them to the test's report, with further lines. */
  async report(info: TestInfo, ...further: readonly string[]): Promise<void> {
    const lines = Object.entries(this.#tasks).map(([name, { count, longest }]) => {
      const times = longest.map(({ wall, cpu }) => `${cpu.toFixed(0)} (${wall.toFixed(0)} on the clock)`);
      return figureLine(longest[0]!.cpu > promised, name, count, `tasks, longest ${times.join(', ')} ms`);
    });
    const body = [...lines, ...further].join('\n');
    await info.attach('tasks', { body, contentType: 'text/plain' });
    console.log(body);
  }

  /** None took too long, and at least so many were seen of each work. */
  expectShort({ atLeast = 1 } = {}): void {
    for (const [name, { count, longest }] of Object.entries(this.#tasks)) {
      expect(count, name).toBeGreaterThanOrEqual(atLeast);
      expect(
        longest.filter(({ cpu }) => cpu > failing),
        `tasks over ${failing} ms: ${name}`,
      ).toEqual([]);
    }
  }
}

/** One line of a report; `over` the promise. */
export const figureLine = (over: boolean, name: string, count: number, figures: string): string =>
  `${over ? 'OVER' : 'ok  '} ${name.padEnd(24)} ${String(count).padStart(5)} ${figures}`;
