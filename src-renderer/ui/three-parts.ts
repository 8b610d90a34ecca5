/** Any thrown value in three parts, as notes show it. Errors that crossed the wire have them already. */
import { describeError, type ThreeParts } from '#shared/problem.ts';

export const isThreeParts = (error: unknown): error is ThreeParts =>
  typeof error === 'object' && error !== null && 'received' in error && 'expected' in error && 'action' in error;

export const toThreeParts = (error: unknown): ThreeParts => (isThreeParts(error) ? error : describeError(error));

/** A call that a person called off: no error to show. */
export const isCancelled = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  (('kind' in error && error.kind === 'cancelled') || ('name' in error && error.name === 'AbortError'));
