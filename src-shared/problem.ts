/** What is wrong, in words: the one form every error takes that a person sees. Owns no checks. */

/** The three parts of an error: what was received, what was expected, what to do. Each is a full sentence. */
export interface ThreeParts {
  readonly received: string;
  readonly expected: string;
  readonly action: string;
}

/** An error meant for people. Anything else that is thrown is a defect of ours and goes to the log. */
export class UserError extends Error implements ThreeParts {
  readonly received: string;
  readonly expected: string;
  readonly action: string;

  constructor(parts: ThreeParts) {
    super(`${parts.received} ${parts.expected} ${parts.action}`);
    this.name = 'UserError';
    this.received = parts.received;
    this.expected = parts.expected;
    this.action = parts.action;
  }
}

/** The three parts of any thrown value; a defect of ours gets honest words instead of a stack trace. */
export function describeError(error: unknown): ThreeParts {
  if (error instanceof UserError) return { received: error.received, expected: error.expected, action: error.action };
  return {
    received: error instanceof Error ? error.message : String(error),
    expected: 'This should not have happened; it is a defect of Hourglass.',
    action: 'Your work is saved. The log has the details.',
  };
}
