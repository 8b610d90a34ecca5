/** Pictures of the wire as something to draw. Owns pixels; not where or how large they are shown. */
import type { Pictures } from '#shared/wire/explore/values.ts';
import { decodeBytes, encodeBytes } from './bytes.ts';

const decoded = new WeakMap<Pictures, Uint8Array<ArrayBuffer>>();

/** uint8 [count, height, width, channels], decoded once. */
export function bytesOf(pictures: Pictures): Uint8Array<ArrayBuffer> {
  let bytes = decoded.get(pictures);
  if (!bytes) {
    bytes = decodeBytes(pictures.bytes);
    decoded.set(pictures, bytes);
  }
  return bytes;
}

/** One of them, opaque RGBA. */
export function imageOf(pictures: Pictures, index: number): ImageData {
  const { width, height, channels } = pictures;
  const bytes = bytesOf(pictures);
  const image = new ImageData(width, height);
  const start = index * width * height * channels;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = start + pixel * channels;
    image.data[pixel * 4] = bytes[from]!;
    image.data[pixel * 4 + 1] = bytes[channels === 1 ? from : from + 1]!;
    image.data[pixel * 4 + 2] = bytes[channels === 1 ? from : from + 2]!;
    image.data[pixel * 4 + 3] = 255;
  }
  return image;
}

/** Pictures that the window itself has made, of the same size as others. */
export function picturesLike(like: Pictures, bytes: Uint8Array<ArrayBuffer>): Pictures {
  const { height, width, channels } = like;
  const pictures = { count: bytes.length / (height * width * channels), height, width, channels } as const;
  const made = { ...pictures, bytes: encodeBytes(bytes) };
  decoded.set(made, bytes);
  return made;
}
