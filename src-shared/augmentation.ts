/**
 * Random changes of training pictures: one affine resampling for flip, shift, rotation and zoom, then contrast and brightness. Owns
 * what is drawn and how pixels change; not which pictures are changed when (src-main/trainer/batches.ts).
 *
 * Pictures are uint8 [height, width, channels]. Values between pixels are bilinear; beyond its edges a picture goes on with the
 * nearest pixel, as in Keras's ImageDataGenerator by default (fill_mode "nearest"): it fits ink on paper and photographs alike.
 */
import { uniformNumbers } from './counter-random.ts';
import type { Augmentation } from './graph/document.ts';

/** [height, width, channels]. */
export type PictureShape = readonly [height: number, width: number, channels: number];

/** What makes a change random, and the same again: the run's seed, the epoch, and the sample's number. */
export interface AugmentationKey {
  readonly seed: number;
  readonly epoch: number;
  readonly sample: number;
}

/** What happens to one picture. */
export interface PictureChange {
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
  /** Shares of width (to the right) and of height (down). */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Degrees, clockwise. */
  readonly angle: number;
  /** Above 1 enlarges. */
  readonly zoom: number;
  /** Added to all values, as a share of their range. */
  readonly brightness: number;
  /** Differences from each channel's mean are multiplied by it. */
  readonly contrast: number;
}

const turnsPixels = ({ flipHorizontal, flipVertical, shift, rotate, zoom }: Augmentation): boolean =>
  flipHorizontal || flipVertical || shift > 0 || rotate > 0 || zoom > 0;

/** Whether the settings change anything at all. */
export const augments = (settings: Augmentation): boolean =>
  turnsPixels(settings) || settings.brightness > 0 || settings.contrast > 0;

/** Draws a sample's change. Every number is drawn whether it is used or not: one setting does not change the others' numbers. */
export function drawChange(settings: Augmentation, { seed, epoch, sample }: AugmentationKey): PictureChange {
  const next = uniformNumbers(seed, 'augmentation', epoch, sample);
  // + 0 turns -0 into 0.
  const within = (most: number): number => (2 * next() - 1) * most + 0;
  const [flipHorizontal, flipVertical] = [next() < 0.5, next() < 0.5];
  return {
    flipHorizontal: settings.flipHorizontal && flipHorizontal,
    flipVertical: settings.flipVertical && flipVertical,
    shiftX: within(settings.shift),
    shiftY: within(settings.shift),
    angle: within(settings.rotate),
    zoom: 1 + within(settings.zoom),
    brightness: within(settings.brightness),
    contrast: 1 + within(settings.contrast),
  };
}

/** A picture changed at random, as training sees it. `into` is filled and returned; it must not be `pixels`. */
export function augment(
  pixels: Uint8Array,
  shape: PictureShape,
  settings: Augmentation,
  key: AugmentationKey,
  into: Uint8Array = new Uint8Array(pixels.length),
): Uint8Array {
  const change = drawChange(settings, key);
  moveGeometry(pixels, shape, change, into);
  changeTones(into, shape, change);
  return into;
}

/** Flip, shift, rotation about the middle and zoom, in one resampling, from `pixels` into `into`. */
export function moveGeometry(
  pixels: Uint8Array,
  [height, width, channels]: PictureShape,
  change: PictureChange,
  into: Uint8Array,
): void {
  const { shiftX, shiftY, angle, zoom } = change;
  const flipX = change.flipHorizontal ? -1 : 1;
  const flipY = change.flipVertical ? -1 : 1;
  if (shiftX === 0 && shiftY === 0 && angle === 0 && zoom === 1 && flipX === 1 && flipY === 1) {
    into.set(pixels);
    return;
  }
  // Where each new pixel comes from: the shift undone, then rotation and zoom about the middle, then the flip.
  const cosine = Math.cos((angle * Math.PI) / 180) / zoom;
  const sine = Math.sin((angle * Math.PI) / 180) / zoom;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const [left, top] = [-middleX - shiftX * width, -middleY - shiftY * height];
  const [lastX, lastY] = [width - 1, height - 1];
  const line = width * channels;
  let at = 0;
  for (let y = 0; y < height; y++) {
    let fromX = middleX + flipX * (cosine * left + sine * (top + y));
    let fromY = middleY + flipY * (cosine * (top + y) - sine * left);
    for (let x = 0; x < width; x++) {
      const clampedX = fromX < 0 ? 0 : fromX > lastX ? lastX : fromX;
      const clampedY = fromY < 0 ? 0 : fromY > lastY ? lastY : fromY;
      const x0 = clampedX | 0;
      const y0 = clampedY | 0;
      const partX = clampedX - x0;
      const partY = clampedY - y0;
      const here = y0 * line + x0 * channels;
      // At the last column and row the part beyond is 0: any pixel will do there.
      const right = x0 < lastX ? channels : 0;
      const below = y0 < lastY ? line : 0;
      for (let channel = 0; channel < channels; channel++) {
        const from = here + channel;
        const above = pixels[from]! + partX * (pixels[from + right]! - pixels[from]!);
        const under = pixels[from + below]!;
        const lower = under + partX * (pixels[from + below + right]! - under);
        into[at++] = above + partY * (lower - above) + 0.5;
      }
      fromX += flipX * cosine;
      fromY -= flipY * sine;
    }
  }
}

/** Contrast about each channel's mean, then brightness, in place; values stay within 0 and 255. */
export function changeTones(pixels: Uint8Array, [, , channels]: PictureShape, change: PictureChange): void {
  const { brightness, contrast } = change;
  if (brightness === 0 && contrast === 1) return;
  const table = new Uint8ClampedArray(256);
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let i = channel; i < pixels.length; i += channels) sum += pixels[i]!;
    const mean = (sum * channels) / pixels.length;
    // A loop: .from() with a function takes many times as long.
    for (let value = 0; value < 256; value++) table[value] = mean + contrast * (value - mean) + 255 * brightness;
    for (let i = channel; i < pixels.length; i += channels) pixels[i] = table[pixels[i]!]!;
  }
}
