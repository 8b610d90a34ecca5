/** What a picture of part of the window holds. Owns measures of pixels, no expectations. */
import sharp from 'sharp';
import type { Locator } from '@playwright/test';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Grey, 0 to 255, row by row. */
  readonly values: Uint8Array;
}

/** What is really shown there, in grey. */
export async function pictureOf(place: Locator): Promise<Picture> {
  const { data, info } = await sharp(await place.screenshot())
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, values: new Uint8Array(data) };
}

/** Standard deviation of the values: 0 for an empty picture. */
export function contrastOf({ values }: Picture): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Mean absolute difference of two pictures of one size, 0 to 255. */
export function differenceOf(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) throw new Error('The pictures differ in size.');
  return a.values.reduce((sum, value, at) => sum + Math.abs(value - b.values[at]!), 0) / a.values.length;
}
