/** Cropping 2D: cuts rows and columns off a picture. */
import { pictureInput } from './input-checks.ts';
import { LayerError } from './layer.ts';
import { defineOperation } from './operation.ts';

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

export const cropping2d = defineOperation({
  kind: 'cropping2d',
  title,
  group: 'convolution',
  summary: 'Cuts rows and columns off a picture, for example to bring 32 × 32 back to 28 × 28.',
  keywords: ['crop', 'cut', 'trim', 'shrink'],
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
  operation({ core, params, shape }) {
    const [top, , left] = params.cropping;
    return { compute: ([x]) => core.slice(x!, [0, top, left, 0], [x!.shape[0] ?? 1, ...shape]) };
  },
});
