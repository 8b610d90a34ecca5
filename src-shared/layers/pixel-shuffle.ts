/** Pixel shuffle (depth to space): makes a picture larger by laying its channels out as pixels. */
import { blockSizeField, depthToSpace } from './block-size.ts';
import { pictureInput } from './input-checks.ts';
import { LayerError } from './layer.ts';
import { defineOperation } from './operation.ts';
import { countOf, formatNumber } from './words.ts';

const title = 'Pixel shuffle';

export const pixelShuffle = defineOperation({
  kind: 'pixelShuffle',
  title,
  group: 'pooling',
  summary:
    'Makes a picture larger by laying its channels out as pixels: 7 × 7 × 64 becomes 14 × 14 × 16. After a Conv2D a way back up without checkerboards. Channels in TensorFlow’s order (depth to space).',
  keywords: ['depth to space', 'subpixel', 'upsample', 'enlarge', 'super resolution', 'decoder'],
  fields: {
    blockSize: blockSizeField(
      'How many times higher and wider the picture becomes; its channels become fewer by the square of it.',
    ),
  },
  shape({ blockSize }, inputs) {
    const [height, width, channels] = pictureInput(inputs, title);
    const pixels = blockSize ** 2;
    if (channels % pixels === 0) return [height * blockSize, width * blockSize, channels / pixels];
    const fitting = Math.ceil(channels / pixels) * pixels;
    throw new LayerError({
      received: `It is given ${countOf(channels, 'channel')}.`,
      expected: `Blocks of ${blockSize} × ${blockSize} pixels are made of ${pixels} channels each, so the channels must divide by ${pixels}.`,
      action: `Give the layer before it ${formatNumber(fitting)} filters, or change the block size.`,
    });
  },
  operation: ({ core, params: { blockSize } }) => ({ compute: ([x]) => depthToSpace(core, x!, blockSize) }),
});
