/** Answers what Explore's panel “dream” asks of a run's network. */
import type { Answers } from './answer.ts';
import { dreamAnswersOf, type DreamAskName } from './dream/index.ts';
import { dreamableOf } from './dream/of-run.ts';

// Each name's own input and output are held by dreamAnswersOf, which TypeScript cannot follow through the loop.
export const dreamAnswers = Object.fromEntries(
  Object.entries(dreamAnswersOf).map(([name, give]) => [
    name,
    (explorer: Parameters<typeof dreamableOf>[0], ...rest: unknown[]) =>
      (give as (...all: unknown[]) => Promise<unknown>)(dreamableOf(explorer), ...rest),
  ]),
) as unknown as Pick<Answers, DreamAskName>;
