/** A picture that is being dreamt, and moving and resizing it. Pure; knows no network. */
import type { Size } from '#shared/explore/octaves.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';

/** Brightness from 0 to 1, [height, width, channels]. */
export interface Picture extends Size {
  readonly channels: 1 | 3;
  readonly values: Float32Array;
}

export const blank = (size: Size, channels: 1 | 3, value: number): Picture => ({
  ...{ height: size.height, width: size.width, channels },
  values: new Float32Array(size.height * size.width * channels).fill(value),
});

export function pictureOfBytes(bytes: Uint8Array, size: Size, channels: 1 | 3): Picture {
  const { height, width } = size;
  return { height, width, channels, values: Float32Array.from(bytes, (byte) => byte / 255) };
}

/** Pictures of one size, cut off at black and white. */
export function picturesOf(all: readonly Picture[]): Pictures {
  const [{ height, width, channels }] = all as [Picture];
  const size = height * width * channels;
  const bytes = Buffer.alloc(size * all.length);
  all.forEach(({ values }, place) => {
    for (let at = 0; at < size; at++)
      bytes[place * size + at] = Math.round(Math.min(1, Math.max(0, values[at]!)) * 255);
  });
  return { count: all.length, height, width, channels, bytes: bytes.toString('base64') };
}

/** Grey as three equal colours, colours as their brightness (ITU-R BT.601). */
export function withChannels(picture: Picture, channels: 1 | 3): Picture {
  if (picture.channels === channels) return picture;
  const from = picture.values;
  const pixels = picture.height * picture.width;
  const values = new Float32Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (channels === 3) values.fill(from[pixel]!, pixel * 3, pixel * 3 + 3);
    else values[pixel] = 0.299 * from[pixel * 3]! + 0.587 * from[pixel * 3 + 1]! + 0.114 * from[pixel * 3 + 2]!;
  }
  return { ...picture, channels, values };
}

/** Shifted down and right, what leaves on one side coming in on the other. */
export function rolled(picture: Picture, down: number, right: number): Picture {
  const { height, width, channels, values } = picture;
  const [rows, columns] = [modulo(down, height), modulo(right, width)];
  if (rows === 0 && columns === 0) return picture;
  const moved = new Float32Array(values.length);
  const line = width * channels;
  const cut = (width - columns) * channels;
  for (let y = 0; y < height; y++) {
    const from = y * line;
    const to = ((y + rows) % height) * line;
    moved.set(values.subarray(from, from + cut), to + columns * channels);
    moved.set(values.subarray(from + cut, from + line), to);
  }
  return { ...picture, values: moved };
}

export const modulo = (value: number, size: number): number => ((value % size) + size) % size;

/** How much a pixel at a distance counts. */
const filters = {
  /** Bilinear where it grows, a weighted mean where it shrinks. */
  linear: { reach: 1, weight: (distance: number) => Math.max(0, 1 - distance) },
  /** R. Keys, Cubic convolution interpolation for digital image processing, 1981, with a = −½. */
  cubic: {
    reach: 2,
    weight: (d: number) => (d < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? ((2.5 - 0.5 * d) * d - 4) * d + 2 : 0),
  },
} as const;
type Filter = keyof typeof filters;

/** To another size, the filter as wide as it takes on the coarser grid. `zoom` shows the middle so many times as large. */
export function resized(picture: Picture, size: Size, zoom = 1, filter: Filter = 'linear'): Picture {
  const { height, width, channels } = picture;
  if (height === size.height && width === size.width && zoom === 1) return picture;
  const rows = weightsOf(height, size.height, zoom, filter);
  const columns = weightsOf(width, size.width, zoom, filter);
  const wide = new Float32Array(height * size.width * channels);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < size.width; x++)
      for (const [from, weight] of columns[x]!)
        for (let channel = 0; channel < channels; channel++)
          wide[(y * size.width + x) * channels + channel]! +=
            weight * picture.values[(y * width + from) * channels + channel]!;
  const line = size.width * channels;
  const values = new Float32Array(size.height * line);
  for (let y = 0; y < size.height; y++)
    for (const [from, weight] of rows[y]!)
      for (let at = 0; at < line; at++) values[y * line + at]! += weight * wide[from * line + at]!;
  return { height: size.height, width: size.width, channels, values };
}

/** For each result position its sources and their weights, which sum to 1. */
function weightsOf(
  from: number,
  to: number,
  zoom: number,
  filter: Filter,
): readonly (readonly (readonly [number, number])[])[] {
  const ratio = from / to / zoom;
  const scale = Math.max(1, ratio);
  const { reach, weight: weigh } = filters[filter];
  return Array.from({ length: to }, (_, at) => {
    const centre = from / 2 + (at + 0.5 - to / 2) * ratio - 0.5;
    const near: [number, number][] = [];
    for (let source = Math.ceil(centre - reach * scale); source <= Math.floor(centre + reach * scale); source++) {
      const weight = weigh(Math.abs(source - centre) / scale);
      if (weight !== 0) near.push([Math.min(from - 1, Math.max(0, source)), weight]);
    }
    const sum = near.reduce((total, [, weight]) => total + weight, 0);
    return near.map(([source, weight]) => [source, weight / sum] as const);
  });
}

/** Spread so that all but the darkest and brightest 0.5 % of values fill the range from black to white. */
export function withFullContrast(picture: Picture): Picture {
  const ordered = picture.values.toSorted();
  const last = ordered.length - 1;
  const low = ordered[Math.round(last * 0.005)]!;
  const high = ordered[Math.round(last * 0.995)]!;
  if (high - low < 1 / 255) return picture;
  return { ...picture, values: picture.values.map((value) => (value - low) / (high - low)) };
}
