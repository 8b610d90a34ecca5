/** Global average pooling 2D: the mean of each channel over the whole picture. */
import { pictureInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';

const title = 'Global average pooling 2D';

export const globalAveragePooling2d = defineOperation({
  kind: 'globalAveragePooling2d',
  title,
  group: 'pooling',
  summary: 'Reduces each channel of a picture to its mean: a picture of 7 × 7 × 64 becomes 64 values.',
  keywords: ['gap', 'mean', 'squeeze', 'reduce'],
  fields: {
    keepDims: {
      type: 'boolean',
      label: 'Keep dimensions',
      help: 'Keeps the result a picture of 1 × 1 pixels, so that it can be multiplied with another picture.',
      default: false,
    },
  },
  shape(params, inputs) {
    const [, , channels] = pictureInput(inputs, title);
    return params.keepDims ? [1, 1, channels] : [channels];
  },
  operation: ({ core, params }) => ({ compute: ([x]) => core.mean(x!, [1, 2], params.keepDims) }),
});
