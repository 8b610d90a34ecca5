/** The datasets that come with Hourglass. */
import type { BuiltinName, DataSource } from '#shared/graph/document.ts';
import { inspectDigits } from './digits.ts';
import type { DataFormat, SourceContents } from './format.ts';
import { inspectShapes } from './shapes.ts';

const sets: Readonly<Record<BuiltinName, () => Promise<SourceContents>>> = {
  digits: inspectDigits,
  shapes: inspectShapes,
};

export const builtin: DataFormat<Extract<DataSource, { kind: 'builtin' }>> = {
  inspect: ({ name }) => sets[name](),
};
