/** Upsampling 2D: a picture becomes larger by a whole factor, with nothing learned. */
import { enlarge } from './enlarge.ts';
import { choice } from './fields-common.ts';
import { pictureInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';

const title = 'Upsampling 2D';

export const upSampling2d = defineOperation({
  kind: 'upSampling2d',
  title,
  group: 'pooling',
  summary: 'Makes a picture larger by repeating or blending pixels. With a Conv2D after it, a smooth way back up.',
  keywords: ['upsample', 'enlarge', 'resize', 'bilinear', 'nearest', 'unpool', 'decoder'],
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
  operation: ({ core, params: { size, interpolation } }) => ({
    compute([x]) {
      const wider = enlarge(core, x!, 2, size[1], interpolation);
      return enlarge(core, wider, 1, size[0], interpolation);
    },
  }),
});
