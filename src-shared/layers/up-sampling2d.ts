/** Upsampling 2D: a picture becomes larger by a whole factor, with nothing learned. */
import { enlarge } from './enlarge.ts';
import { choice } from './fields-common.ts';
import { pictureInput } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { operationLayer } from './operation.ts';

const title = 'Upsampling 2D';

export const upSampling2d = defineLayer({
  kind: 'upSampling2d',
  title,
  group: 'pooling',
  summary: 'Makes a picture larger by repeating or blending pixels. With a Conv2D after it, a smooth way back up.',
  keywords: ['upsample', 'enlarge', 'resize', 'bilinear', 'nearest', 'unpool', 'decoder'],
  inputs: { min: 1, max: 1 },
  fields: {
    size: {
      type: 'pair',
      label: 'Size',
      help: 'How many times higher and wider the picture becomes.',
      default: [2, 2],
      min: 1,
      max: 64,
    },
    interpolation: choice({
      label: 'Interpolation',
      help: 'Nearest repeats pixels and keeps edges hard; bilinear blends neighbours and is smooth.',
      default: 'nearest',
      options: { nearest: 'Nearest', bilinear: 'Bilinear' },
    }),
  },
  shape(params, inputs) {
    const [height, width, channels] = pictureInput(inputs, title);
    return [height * params.size[0], width * params.size[1], channels];
  },
  countWeights: () => noWeights,
  build(tf, { size, interpolation }, context, inputs) {
    return operationLayer(tf, context, {
      shape: this.shape({ size, interpolation }, inputs),
      compute: ([x]) =>
        enlarge(tf.core, enlarge(tf.core, tf.core.clone(x!), 2, size[1], interpolation), 1, size[0], interpolation),
    });
  },
});
