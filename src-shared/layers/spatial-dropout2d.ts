/** Spatial dropout 2D: forgets whole channels of a picture while training. */
import { dropOut, rateField } from './dropping.ts';
import { pictureInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';

const title = 'Spatial dropout 2D';

export const spatialDropout2d = defineOperation({
  kind: 'spatialDropout2d',
  title,
  group: 'regularization',
  summary:
    'While training, sets whole channels of a picture to zero. Works better than Dropout between convolutions, where neighbours tell almost the same.',
  keywords: ['dropout', 'channels', 'feature maps', 'regularize', 'overfitting', 'convolution'],
  fields: {
    rate: rateField('The share of channels set to zero: 0.2 is one in five; the others grow to make up for it.', 0.2),
  },
  shape: (_params, inputs) => [...pictureInput(inputs, title)],
  // Tompson et al. 2015, "Efficient object localization using convolutional networks", section 3.2.
  operation: ({ core, params: { rate }, random }) => ({
    compute: ([x], _weights, { training }) =>
      training && rate > 0 ? dropOut(core, random, x!, rate, [x!.shape[0]!, 1, 1, x!.shape[3]!]) : core.clone(x!),
  }),
});
