/**
 * Brings an image to the target's size and colour. Owns the rules of preprocessing for every source; not file formats.
 * The background is white, like paper, both behind transparent pixels and beside a letterboxed image; `invert` turns it
 * black together with the rest. 16-bit images keep their upper 8 bits.
 */
import type { Sharp } from 'sharp';
import type { PictureTarget } from './format.ts';
import sharp from './sharp.ts';

// Parallel work is one image a thread (see image-folder.ts), not many threads an image; and decoded images never recur.
sharp.concurrency(1);
sharp.cache(false);

/** A bomb that gets past the pixel limit ends here. */
const secondsPerImage = 30;
const resizeFit = { crop: 'cover', contain: 'contain', stretch: 'fill' } as const;
const background = '#ffffff';

/** The target's pixels, uint8 [height, width, channels], of anything sharp has opened. Throws sharp's own errors. */
export async function fitPixels(image: Sharp, target: PictureTarget): Promise<Uint8Array> {
  const { width, height, channels, fit } = target;
  const { data, info } = await image
    .flatten({ background })
    .resize({ width, height, fit: resizeFit[fit], background })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .timeout({ seconds: secondsPerImage })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const pixels = withChannels(data, info.channels, channels);
  if (target.invert) invertPixels(pixels);
  return pixels;
}

/** The same for pixels that are decoded already: [height, width, channels] with 1, 3 or 4 channels. */
export function fitRawPixels(
  raw: { readonly pixels: Uint8Array; readonly width: number; readonly height: number; readonly channels: 1 | 3 | 4 },
  target: PictureTarget,
): Promise<Uint8Array> {
  const sameSize = raw.width === target.width && raw.height === target.height;
  if (sameSize && raw.channels !== 4 && (raw.channels === target.channels || raw.channels === 1)) {
    const pixels = withChannels(raw.pixels.slice(), raw.channels, target.channels);
    if (target.invert) invertPixels(pixels);
    return Promise.resolve(pixels);
  }
  const { pixels, width, height, channels } = raw;
  return fitPixels(sharp(pixels, { raw: { width, height, channels } }), target);
}

function invertPixels(pixels: Uint8Array): void {
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = 255 - pixels[i]!;
}

/** Takes the first channel of grey images that carry more, and repeats it where colour is wanted. */
function withChannels(pixels: Uint8Array, from: number, to: 1 | 3): Uint8Array {
  if (from === to) return pixels;
  const count = pixels.length / from;
  const result = new Uint8Array(count * to);
  for (let i = 0; i < count; i += 1) {
    for (let channel = 0; channel < to; channel += 1)
      result[i * to + channel] = pixels[i * from + Math.min(channel, from - 1)]!;
  }
  return result;
}
