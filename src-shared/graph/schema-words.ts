/** What the schema has against a value, in people's words. Owns words; place and file are the caller's. */
import type { BaseIssue } from 'valibot';

/** Two halves of a message: what was found ("it is -1"), and what was expected, as a sentence. */
export interface SchemaWords {
  readonly found: string;
  readonly expected: string;
}

/** The schema's own codes for limits; the limit itself is the issue's requirement. */
const limits: Readonly<Record<string, string>> = {
  min_value: 'A number of at least',
  gt_value: 'A number above',
  max_value: 'A number of at most',
  lt_value: 'A number below',
};

export function describeSchemaIssue(issue: BaseIssue<unknown>): SchemaWords {
  const { type, received, requirement } = issue;
  const [one, many] = typeof issue.input === 'string' ? ['character', 'characters'] : ['entry', 'entries'];
  if (type === 'min_length') return { found: 'it is empty', expected: `At least one ${one} was expected.` };
  if (type === 'max_length')
    return { found: `it has ${received} ${many}`, expected: `At most ${String(requirement)} were expected.` };
  if (issue.expected === 'never')
    return { found: 'this version does not know it', expected: 'It should not be there.' };
  if (received === 'undefined') return { found: 'it is missing', expected: 'It must be there.' };
  const limit = limits[type];
  if (limit !== undefined)
    return { found: `it is ${received}`, expected: `${limit} ${String(requirement)} was expected.` };
  if (type === 'regex') return { found: `it is ${received}`, expected: `Expected: ${issue.message}.` };
  if (type === 'finite' || type === 'safe_integer')
    return { found: `it is ${received}`, expected: `A ${type === 'finite' ? 'finite' : 'whole'} number was expected.` };
  return { found: `it is ${received}`, expected: `${issue.expected ?? issue.message} was expected.` };
}
