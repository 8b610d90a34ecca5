/** Output: where the result leaves. */
import { onlyInput } from './input-checks.ts';
import { defineOperation, keepMask } from './operation.ts';

export const output = defineOperation({
  kind: 'output',
  title: 'Output',
  group: 'core',
  role: 'sink',
  summary:
    'Where the result leaves the network. In an autoencoder it has the shape of the input, and is compared with it.',
  keywords: ['result', 'end', 'reconstruction', 'target'],
  fields: {},
  shape: (_params, inputs) => onlyInput(inputs),
  operation: ({ core }) => ({ mask: keepMask, compute: ([x]) => core.clone(x!) }),
});
