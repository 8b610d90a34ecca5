/** What a refused call means, in words. Errors that crossed the desktop's bridge are plain objects, not UserErrors. */
import { describeError, type ThreeParts } from '#shared/problem.ts';

export function wordsOf(error: unknown): ThreeParts {
  const parts = error as Partial<ThreeParts> | null;
  return typeof parts?.received === 'string' && typeof parts.expected === 'string' && typeof parts.action === 'string'
    ? { received: parts.received, expected: parts.expected, action: parts.action }
    : describeError(error);
}
