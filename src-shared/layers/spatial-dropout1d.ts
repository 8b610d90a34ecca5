/** Spatial dropout 1D: forgets whole features of a sequence while training. */
import { dropOut, rateField } from './dropping.ts';
import { sequenceInput } from './input-checks.ts';
import { defineOperation, keepMask } from './operation.ts';

const title = 'Spatial dropout 1D';

export const spatialDropout1d = defineOperation({
  kind: 'spatialDropout1d',
  title,
  group: 'regularization',
  summary:
    'While training, sets whole features of a sequence to zero, at all of its steps alike. For sequences whose neighbouring steps tell almost the same.',
  keywords: ['dropout', 'features', 'sequence', 'regularize', 'overfitting', 'embedding'],
  fields: {
    rate: rateField('The share of features set to zero: 0.2 is one in five; the others grow to make up for it.', 0.2),
  },
  shape: (_params, inputs) => [...sequenceInput(inputs, title)],
  operation: ({ core, params: { rate }, random }) => ({
    mask: keepMask,
    compute: ([x], _weights, { training }) =>
      training && rate > 0 ? dropOut(core, random, x!, rate, [x!.shape[0]!, 1, x!.shape[2]!]) : core.clone(x!),
  }),
});
