/** Cropping 2D: cuts rows and columns off a picture. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { pictureInput } from './input-checks.ts';
import { defineLayer, LayerError, noWeights } from './layer.ts';
import { operationLayer } from './operation.ts';

const title = 'Cropping 2D';

/** What remains of `size`, in words when nothing does. */
function remaining(direction: string, size: number, before: number, after: number): number {
  if (before + after < size) return size - before - after;
  throw new LayerError({
    received: `It cuts ${before} + ${after} off a ${direction} of ${size}, and nothing is left.`,
    expected: 'At least 1 must remain.',
    action: `Cut at most ${size - 1} off the ${direction}.`,
  });
}

export const cropping2d = defineLayer({
  kind: 'cropping2d',
  title,
  group: 'convolution',
  summary: 'Cuts rows and columns off a picture, for example to bring 32 × 32 back to 28 × 28.',
  keywords: ['crop', 'cut', 'trim', 'shrink'],
  inputs: { min: 1, max: 1 },
  fields: {
    cropping: {
      type: 'edges',
      label: 'Cropping',
      help: 'Rows and columns to cut off: top, bottom, left, right.',
      default: [0, 0, 0, 0],
      min: 0,
      max: 512,
    },
  },
  shape({ cropping: [top, bottom, left, right] }, inputs) {
    const [height, width, channels] = pictureInput(inputs, title);
    return [remaining('height', height, top, bottom), remaining('width', width, left, right), channels];
  },
  countWeights: () => noWeights,
  build(tf, params, context, inputs) {
    const [top, , left] = params.cropping;
    const [height = 0, width = 0, channels = 0] = this.shape(params, inputs);
    return operationLayer(tf, context, {
      shape: [height, width, channels],
      compute: ([x]) => tf.core.slice(x as Tensor4D, [0, top, left, 0], [x!.shape[0] ?? 1, height, width, channels]),
    });
  },
});
