/** Flatten: any shape becomes a plain list of values. */
import { onlyInput } from './input-checks.ts';
import { defineLayer, noWeights, sizeOf } from './layer.ts';
import { operationLayer } from './operation.ts';

export const flatten = defineLayer({
  kind: 'flatten',
  title: 'Flatten',
  group: 'core',
  summary: 'Lays all values out in one long list, row after row. Needed between pictures and Dense layers.',
  keywords: ['vector', 'unroll', 'list', 'one dimension'],
  inputs: { min: 1, max: 1 },
  fields: {},
  shape: (_params, inputs) => [sizeOf(onlyInput(inputs))],
  countWeights: () => noWeights,
  build: (tf, _params, context, inputs) =>
    operationLayer(tf, context, {
      shape: [sizeOf(onlyInput(inputs))],
      compute: ([x]) => tf.core.reshape(x!, [x!.shape[0] ?? 1, sizeOf(onlyInput(inputs))]),
    }),
});
