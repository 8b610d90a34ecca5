/** Flatten: any shape becomes a plain list of values. */
import { onlyInput } from './input-checks.ts';
import { sizeOf } from './layer.ts';
import { defineOperation } from './operation.ts';

export const flatten = defineOperation({
  kind: 'flatten',
  title: 'Flatten',
  group: 'core',
  summary: 'Lays all values out in one long list, row after row. Needed between pictures and Dense layers.',
  keywords: ['vector', 'unroll', 'list', 'one dimension'],
  fields: {},
  shape: (_params, inputs) => [sizeOf(onlyInput(inputs))],
  operation: ({ core, shape }) => ({ compute: ([x]) => core.reshape(x!, [x!.shape[0] ?? 1, ...shape]) }),
});
