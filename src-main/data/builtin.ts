/** The datasets that come with Hourglass. */
import type { BuiltinName, DataSource } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { inspectDigits } from './digits.ts';
import type { DataFormat, SourceContents } from './format.ts';

const sets: Readonly<Record<BuiltinName, () => Promise<SourceContents>>> = {
  digits: inspectDigits,
  shapes: async () => {
    throw new UserError({
      received: 'The colour shapes cannot be drawn by this version yet.',
      expected: 'The built-in digits.',
      action: 'Choose other data.',
    });
  },
};

export const builtin: DataFormat<Extract<DataSource, { kind: 'builtin' }>> = {
  inspect: ({ name }) => sets[name](),
};
