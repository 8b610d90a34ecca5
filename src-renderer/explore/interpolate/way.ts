/** The way between the ends as the window computes it: latents to decode, and the plain blend of the pixels. Pure. */
import { atPlaces, layoutFor, type InterpolationPath, type Layout, type Place } from '#shared/explore/interpolation.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import type { CallOutput } from '#shared/wire/studio.ts';
import { decodeFloats } from '../bytes.ts';
import { bytesOf, picturesLike } from '../pixels.ts';

export interface Ends {
  /** Of each end. */
  readonly latents: readonly Float32Array[];
  readonly pixels: readonly Uint8Array[];
  readonly pictures: Pictures;
}

export function readEnds({ latents, size, pictures }: CallOutput<'explore:ends'>): Ends {
  const [numbers, bytes] = [decodeFloats(latents), bytesOf(pictures)];
  const each = bytes.length / pictures.count;
  const indices = Array.from({ length: pictures.count }, (_, index) => index);
  return {
    latents: indices.map((index) => numbers.subarray(index * size, (index + 1) * size)),
    pixels: indices.map((index) => bytes.subarray(index * each, (index + 1) * each)),
    pictures,
  };
}

export interface Way {
  readonly ends: Ends;
  readonly path: InterpolationPath;
  readonly layout: Layout;
}

export const wayOf = (ends: Ends, path: InterpolationPath, layout: Layout): Way => ({
  ends,
  path,
  layout: layoutFor(layout, ends.latents.length),
});

/** [places, latent size]. */
export const latentsOf = ({ ends, path, layout }: Way, places: readonly Place[]): Float32Array<ArrayBuffer> =>
  atPlaces(path, layout, ends.latents, places);

/** What mixing the ends' pixels gives: always straight. Past the corners of a parallelogram pixels end at black and white. */
export function blendOf({ ends, layout }: Way, places: readonly Place[]): Pictures {
  const mixed = new Uint8ClampedArray(atPlaces('linear', layout, ends.pixels, places));
  return picturesLike(ends.pictures, new Uint8Array(mixed.buffer));
}

/** A table of the latents: a line for each place. */
export function latentsTable(way: Way, places: readonly Place[]): string {
  const size = way.ends.latents[0]!.length;
  const latents = latentsOf(way, places);
  const head = ['across', ...(way.layout === 'sheet' ? ['down'] : [])];
  const values = Array.from({ length: size }, (_, at) => `latent ${at + 1}`);
  const lines = places.map(([u, v], row) =>
    [u, ...(way.layout === 'sheet' ? [v] : []), ...latents.subarray(row * size, (row + 1) * size)].map(short).join(','),
  );
  return `${[...head, ...values].join(',')}\n${lines.join('\n')}\n`;
}

const short = (value: number): string => String(Number(value.toPrecision(7)));

/** "38% of the way from Sample 3 to Sample 17". */
export function describePlace(names: readonly string[], layout: Layout, [u, v]: Place): string {
  const percent = (share: number): string => `${Math.round(share * 100)}%`;
  if (layout === 'sheet') return `${percent(u)} across, ${percent(v)} down`;
  const parts = names.length - 1;
  const part = Math.min(parts - 1, Math.floor(u * parts));
  return `${percent(u * parts - part)} of the way from ${names[part]} to ${names[part + 1]}`;
}
