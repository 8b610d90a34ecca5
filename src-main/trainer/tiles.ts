/** Samples as pictures: values to bytes, tiles in a row, PNG. Owns pixels; not which samples, nor when. */
import sharp from '../data/sharp.ts';
import type { ImagePreprocessing } from '#shared/graph/document.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { paintDifference } from './heatmap.ts';
import { toByte } from './pixels.ts';

/** Pictures side by side without gaps. RGB bytes, [height, width, 3]. */
export interface Picture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Position of a sample's pixel in the row: calls `paint` with offsets into RGB pixels and into the samples' values. */
function paintTiles(
  count: number,
  [height, width, channels]: Shape,
  paint: (to: number, from: number, pixels: Uint8Array) => void,
): Picture {
  const [h, w, c] = [height!, width!, channels!];
  const pixels = new Uint8Array(h * w * count * 3);
  for (let sample = 0; sample < count; sample++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) paint(((y * count + sample) * w + x) * 3, ((sample * h + y) * w + x) * c, pixels);
  return { pixels, width: w * count, height: h };
}

/** Values [count, …shape] of a range as a row of tiles. `shape` is [height, width, 1 or 3]. */
export function valueTiles(
  values: ArrayLike<number>,
  count: number,
  shape: Shape,
  range: ImagePreprocessing['range'],
): Picture {
  const grey = shape[2] === 1;
  return paintTiles(count, shape, (to, from, pixels) => {
    for (let channel = 0; channel < 3; channel++)
      pixels[to + channel] = toByte(range, values[grey ? from : from + channel]!);
  });
}

/** How far two sets of values are apart, pixel by pixel (mean over channels), as a heat map on black. */
export function differenceTiles(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  count: number,
  shape: Shape,
  range: ImagePreprocessing['range'],
): Picture {
  const channels = shape[2]!;
  const span = range === 'zeroToOne' ? 1 : 2;
  return paintTiles(count, shape, (to, from, pixels) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += Math.abs(a[from + channel]! - b[from + channel]!);
    paintDifference(pixels, to, sum / channels / span);
  });
}

export const encodePng = (picture: Picture): Promise<Uint8Array> =>
  sharp(picture.pixels, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .png()
    .toBuffer();
