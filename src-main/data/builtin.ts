/** The datasets that come with Hourglass. */
import type { BuiltinName, DataBinding, DataSource } from '#shared/graph/document.ts';
import { inspectDigits } from './digits.ts';
import type { DataFormat, SourceContents } from './format.ts';
import { inspectWaves } from './sequence/waves.ts';
import { inspectShapes } from './shapes.ts';
import { inspectPenguins } from './table/penguins.ts';
import { inspectAusten, inspectDates } from './text/builtin-text.ts';

const sets: Readonly<Record<BuiltinName, (data: DataBinding) => Promise<SourceContents>>> = {
  digits: inspectDigits,
  shapes: inspectShapes,
  penguins: ({ table }) => inspectPenguins(table),
  dates: ({ text }) => inspectDates(text),
  austen: ({ text }) => inspectAusten(text),
  waves: inspectWaves,
};

export const builtin: DataFormat<Extract<DataSource, { kind: 'builtin' }>> = {
  inspect: ({ name }, { data }) => sets[name](data),
};
