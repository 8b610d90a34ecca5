/** The pictures that dreams begin from and are guided by, and how large a dream becomes. Owns no steps. */
import { sizeWithin, type Size } from '#shared/explore/octaves.ts';
import { UserError } from '#shared/problem.ts';
import type { DreamStart, SeenPicture } from '#shared/wire/explore/dream.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import { decodeImageFile, probeImageFile } from '../../../data/decode-image.ts';
import { namingFile } from '../unusable-picture.ts';
import type { Dreamable } from './dreamable.ts';
import type { Goal } from './goal.ts';
import { pictureOfBytes, picturesOf, resized, withChannels, type Picture } from './picture.ts';

/** As it came, with the network's channels. Throws a UserError for one that is not whole. */
export async function readSeen(network: Dreamable, seen: SeenPicture): Promise<Picture> {
  const [height, width, channels] = network.description.input;
  if (seen.from === 'sample') return pictureOfBytes(await network.sample(seen.sample), { height, width }, channels);
  const bytes = Buffer.from(seen.bytes, 'base64');
  const expected = seen.height * seen.width * seen.channels;
  if (bytes.length !== expected)
    throw new UserError({
      received: `A picture of ${bytes.length.toLocaleString('en')} bytes was given.`,
      expected: `${seen.height} × ${seen.width} pixels have ${expected.toLocaleString('en')}.`,
      action: 'Drop the picture again.',
    });
  return withChannels(pictureOfBytes(bytes, seen, seen.channels as 1 | 3), channels);
}

export const readStart = (network: Dreamable, start: DreamStart): Promise<Picture | null> =>
  start.from === 'noise' ? Promise.resolve(null) : readSeen(network, start);

/** Of the dream, and why it is another than was wanted. Throws a UserError where the layer cannot see pictures so small. */
export async function dreamSize(
  network: Dreamable,
  { layer, anySize, title }: Goal,
  start: Size | null,
  wanted: number,
): Promise<{ size: Size; note: string | null }> {
  const [height, width] = network.description.input;
  const own = { height, width };
  if (!anySize) {
    const note = `${title} is tied to the network’s own input of ${height} × ${width}: dreamt at that size, and enlarged. Convolutions before it see any size.`;
    return { size: own, note: wanted === Math.max(height, width) ? null : note };
  }
  const size = sizeWithin(start ?? own, wanted);
  await network.shapeAt(layer, size.height, size.width).catch(() => {
    throw new UserError({
      received: `A dream of ${size.height} × ${size.width} pixels was wanted.`,
      expected: `${title} needs larger pictures: what leads to it leaves nothing of so small a one.`,
      action: `Choose at least ${Math.max(height, width)}, the network’s own size.`,
    });
  });
  return { size, note: null };
}

/** A picture file as its longer side is wanted, or cropped to the network's own size. Throws a UserError that names it. */
export async function readPictureFile(
  network: Dreamable,
  name: string,
  file: Buffer,
  longest: number | null,
): Promise<Pictures> {
  const [height, width, channels] = network.description.input;
  const { fit, invert } = network;
  return namingFile(name, async () => {
    const size = longest === null ? { height, width } : sizeWithin(await probeImageFile(file), longest);
    const target = { ...size, channels, fit: longest === null ? fit : ('stretch' as const), invert };
    const { pixels } = await decodeImageFile(file, target);
    return picturesOf([pictureOfBytes(pixels, size, channels)]);
  });
}

/** Of the wanted size, its middle enlarged. */
export const fitted = (picture: Picture | null, size: Size, zoom = 1): Picture | null =>
  picture && resized(picture, size, zoom);
