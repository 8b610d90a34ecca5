/** Space to depth: makes a picture smaller by turning blocks of pixels into channels; nothing is lost. */
import { blockSizeField, spaceToDepth } from './block-size.ts';
import { pictureInput } from './input-checks.ts';
import { LayerError } from './layer.ts';
import { defineOperation } from './operation.ts';
import { formatNumber } from './words.ts';

const title = 'Space to depth';

export const spaceToDepthLayer = defineOperation({
  kind: 'spaceToDepth',
  title,
  group: 'pooling',
  summary:
    'Makes a picture smaller by turning blocks of pixels into channels: 14 × 14 × 16 becomes 7 × 7 × 64, and nothing is lost. The way back of Pixel shuffle.',
  keywords: ['pixel unshuffle', 'downsample', 'shrink', 'patches', 'encoder'],
  fields: {
    blockSize: blockSizeField(
      'How many times lower and narrower the picture becomes; its channels become more by the square of it.',
    ),
  },
  shape({ blockSize }, inputs) {
    const [height, width, channels] = pictureInput(inputs, title);
    if (height % blockSize === 0 && width % blockSize === 0)
      return [height / blockSize, width / blockSize, channels * blockSize ** 2];
    throw new LayerError({
      received: `It is given a picture of ${formatNumber(height)} × ${formatNumber(width)} pixels.`,
      expected: `Height and width must divide by the block size, ${blockSize}.`,
      action: 'Put Zero padding 2D or Cropping 2D before it, or change the block size.',
    });
  },
  operation: ({ core, params: { blockSize } }) => ({ compute: ([x]) => spaceToDepth(core, x!, blockSize) }),
});
