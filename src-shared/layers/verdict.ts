/** Verdict: where a discriminator's opinion leaves the network. */
import { onlyInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';

export const verdict = defineOperation({
  kind: 'verdict',
  title: 'Verdict',
  group: 'adversarial',
  role: 'sink',
  summary:
    'The end of a discriminator: the higher its value, the more real the sample looks. Put a Dense layer with one unit and linear activation before it.',
  keywords: ['gan', 'discriminator', 'critic', 'adversarial', 'real', 'score', 'end'],
  fields: {},
  shape: (_params, inputs) => onlyInput(inputs),
  operation: ({ core }) => ({ compute: ([x]) => core.clone(x!) }),
});
