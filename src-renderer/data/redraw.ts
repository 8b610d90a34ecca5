/** Redraws pictures as augmentation changes them, by the trainer's own function. Owns pixels in and out of a canvas. */
import { augment, type PictureShape } from '#shared/augmentation.ts';
import type { Augmentation } from '#shared/graph/document.ts';

/** A picture's RGBA bytes changed as in some epoch of a run; alpha stays. */
export function changedPixels(
  rgba: Uint8ClampedArray,
  [height, width]: readonly [number, number],
  settings: Augmentation,
  key: { readonly seed: number; readonly epoch: number; readonly sample: number },
): Uint8ClampedArray {
  const shape: PictureShape = [height, width, 3];
  const pixels = new Uint8Array(height * width * 3);
  for (let at = 0; at < height * width; at++)
    for (let channel = 0; channel < 3; channel++) pixels[at * 3 + channel] = rgba[at * 4 + channel]!;
  const changed = augment(pixels, shape, settings, key);
  const result = new Uint8ClampedArray(rgba);
  for (let at = 0; at < height * width; at++)
    for (let channel = 0; channel < 3; channel++) result[at * 4 + channel] = changed[at * 3 + channel]!;
  return result;
}

/** Draws the picture at an address onto a canvas, changed; nothing where it cannot be read. */
export async function drawChanged(
  canvas: HTMLCanvasElement,
  address: string,
  settings: Augmentation,
  key: Parameters<typeof changedPixels>[3],
): Promise<void> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const { naturalWidth: width, naturalHeight: height } = picture;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  context.drawImage(picture, 0, 0);
  const data = context.getImageData(0, 0, width, height);
  data.data.set(changedPixels(data.data, [height, width], settings, key));
  context.putImageData(data, 0, 0);
}
