/** The pictures that a fill is compared in, in their order, and all of them as one picture to take away. */
import type { Filled } from '#shared/wire/explore/fill-in.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import { imageOf } from '../pixels.ts';

export interface Compared {
  readonly title: string;
  readonly pictures: Pictures;
  readonly index: number;
}

/** `shown`: which of several fills. */
export const comparedPictures = (result: Filled, shown: number): readonly Compared[] => [
  { title: 'Original', pictures: result.original, index: 0 },
  { title: 'As fed', pictures: result.fed, index: 0 },
  { title: 'Filled', pictures: result.filled, index: shown },
  { title: 'Difference', pictures: result.difference, index: shown },
  { title: 'Surroundings', pictures: result.diffusion, index: 0 },
  { title: 'Mean picture', pictures: result.mean, index: 0 },
];

const [leastSide, gap, words] = [160, 8, 22];

/** Side by side with their names, each pixel enlarged alike. */
export function paintCompared(result: Filled, shown: number): HTMLCanvasElement {
  const { width, height, count } = result.filled;
  const scale = Math.max(1, Math.ceil(leastSide / Math.max(width, height)));
  const fills = Array.from({ length: count }, (_, index) => ({
    ...{ title: `Fill ${index + 1}`, pictures: result.filled, index },
  }));
  const all = comparedPictures(result, shown).flatMap((each) =>
    each.title === 'Filled' && count > 1 ? fills : [each],
  );
  const [w, h] = [width * scale, height * scale];
  const canvas = document.createElement('canvas');
  canvas.width = all.length * (w + gap) - gap;
  canvas.height = h + words;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  context.font = '13px system-ui, sans-serif';
  context.textAlign = 'center';
  const small = new OffscreenCanvas(width, height);
  for (const [place, { title, pictures, index }] of all.entries()) {
    small.getContext('2d')!.putImageData(imageOf(pictures, index), 0, 0);
    context.drawImage(small, place * (w + gap), 0, w, h);
    context.fillStyle = '#1b1b22';
    context.fillText(title, place * (w + gap) + w / 2, h + 16);
  }
  return canvas;
}
