/** Dropout: forgets a random share of the values while training. */
import { dropOut, rateField } from './dropping.ts';
import { onlyInput } from './input-checks.ts';
import { defineOperation, keepMask } from './operation.ts';

export const dropout = defineOperation({
  kind: 'dropout',
  title: 'Dropout',
  group: 'regularization',
  summary: 'While training, sets a random share of the values to zero, so that the network relies on no single one.',
  keywords: ['regularize', 'overfitting', 'noise', 'random'],
  fields: {
    rate: rateField('The share of values set to zero: 0.2 is one in five; the others grow to make up for it.', 0.2),
  },
  shape: (_params, inputs) => onlyInput(inputs),
  operation: ({ core, params: { rate }, random }) => ({
    mask: keepMask,
    compute: ([x], _weights, { training }) => (training && rate > 0 ? dropOut(core, random, x!, rate) : core.clone(x!)),
  }),
});
