/** Pictures as an animated GIF. Owns palettes and times; not which pictures. */
import { applyPalette, GIFEncoder, quantize, type Palette } from 'gifenc';
import type { Pictures } from '#shared/wire/explore/values.ts';
import type { Steps } from '../local-job.ts';
import { bytesOf } from '../pixels.ts';

export interface Animation {
  readonly pictures: Pictures;
  /** Which picture is shown when. */
  readonly order: readonly number[];
  readonly framesPerSecond: number;
  /** Times by which every pixel is enlarged, whole. */
  readonly scale: number;
}

/** Repeats without end. Grey pictures keep every shade; of coloured ones all share the 256 colours that serve them best. */
export async function encodeGif({ pictures, order, framesPerSecond, scale }: Animation, steps: Steps): Promise<Blob> {
  const { width, height, channels } = pictures;
  const size = width * height * channels;
  const all = bytesOf(pictures);
  const palette = channels === 1 ? greys : quantize(rgba(all), 256);
  const gif = GIFEncoder();
  for (const [frame, index] of order.entries()) {
    const bytes = all.subarray(index * size, (index + 1) * size);
    const indices = channels === 1 ? bytes : applyPalette(rgba(bytes), palette);
    gif.writeFrame(enlarge(indices, width, height, scale), width * scale, height * scale, {
      ...(frame === 0 && { palette }),
      delay: delayOf(frame, framesPerSecond),
    });
    await steps.report(frame + 1, order.length, 'Making the GIF');
  }
  gif.finish();
  return new Blob([gif.bytes()], { type: 'image/gif' });
}

const greys: Palette = Array.from({ length: 256 }, (_, value) => [value, value, value]);

/** Milliseconds in whole hundredths of a second, as GIF has them, spread so that the whole keeps its time. */
export function delayOf(frame: number, framesPerSecond: number): number {
  const end = (at: number): number => Math.round((at * 100) / framesPerSecond);
  return (end(frame + 1) - end(frame)) * 10;
}

function rgba(rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let pixel = 0; pixel < rgb.length / 3; pixel++) pixels.set(rgb.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  return pixels;
}

function enlarge(indices: Uint8Array, width: number, height: number, scale: number): Uint8Array {
  const large = new Uint8Array(indices.length * scale * scale);
  const wide = width * scale;
  for (let y = 0; y < height * scale; y++) {
    const from = Math.floor(y / scale) * width;
    for (let x = 0; x < wide; x++) large[y * wide + x] = indices[from + Math.floor(x / scale)]!;
  }
  return large;
}
