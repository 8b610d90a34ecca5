/** Add: the sum of its inputs, element by element. */
import { mergedShape } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import { commonMask } from './merge-mask.ts';

export const add = defineOperation({
  kind: 'add',
  title: 'Add',
  group: 'merge',
  summary: 'Adds its inputs value by value. With a connection that skips some layers, it makes a residual block.',
  keywords: ['sum', 'plus', 'skip', 'residual', 'resnet', 'merge'],
  inputs: { min: 2, max: 16 },
  fields: {},
  shape: (_params, inputs) => mergedShape(inputs),
  operation: ({ core }) => ({
    mask: (_inputs, state) => commonMask(core, state),
    compute: (tensors) => tensors.reduce((sum, x) => core.add(sum, x)),
  }),
});
