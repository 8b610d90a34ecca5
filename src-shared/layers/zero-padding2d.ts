/** Zero padding 2D: a black border around a picture. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { pictureInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';

export const zeroPadding2d = defineOperation({
  kind: 'zeroPadding2d',
  title: 'Zero padding 2D',
  group: 'convolution',
  summary: 'Adds rows and columns of zeros around a picture, for example to make 28 × 28 into 32 × 32.',
  keywords: ['pad', 'border', 'margin', 'enlarge'],
  fields: {
    padding: {
      type: 'edges',
      label: 'Padding',
      help: 'Rows and columns of zeros to add: top, bottom, left, right.',
      default: [1, 1, 1, 1],
      min: 0,
      max: 512,
    },
  },
  shape({ padding: [top, bottom, left, right] }, inputs) {
    const [height, width, channels] = pictureInput(inputs, 'Zero padding 2D');
    return [height + top + bottom, width + left + right, channels];
  },
  operation({ core, params }) {
    const [top, bottom, left, right] = params.padding;
    return {
      compute: ([x]) =>
        core.pad(x as Tensor4D, [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ]),
    };
  },
});
