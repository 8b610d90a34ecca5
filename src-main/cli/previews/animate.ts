/** Pictures of the wire as an animated GIF that repeats without end. Owns no choice of pictures. */
import type { Pictures } from '#shared/wire/explore/values.ts';
import sharp from '../../data/sharp.ts';

/** `order`: which picture is shown when. Pixels are enlarged by a whole factor. */
export async function animatedGif(
  { width, height, channels, bytes }: Pictures,
  order: readonly number[],
  { scale, framesPerSecond }: { readonly scale: number; readonly framesPerSecond: number },
): Promise<Uint8Array> {
  const size = width * height * channels;
  const all = Buffer.from(bytes, 'base64');
  const frames = Buffer.concat(order.map((index) => all.subarray(index * size, (index + 1) * size)));
  // Frames under each other are one tall picture: enlarged as one, then cut again.
  const tall = { width, height: height * order.length };
  const enlarged = await sharp(frames, { raw: { ...tall, channels } })
    .resize(tall.width * scale, tall.height * scale, { kernel: 'nearest' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { info } = enlarged;
  return sharp(enlarged.data, {
    raw: { width: info.width, height: info.height, channels: info.channels, pageHeight: height * scale },
  })
    .gif({ loop: 0, delay: Math.round(1000 / framesPerSecond) })
    .toBuffer();
}
