/** Real files for the data tests: folders, images by sharp, IDX and BMP files byte by byte. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach } from 'vitest';
import { emptyProject, type DataBinding, type DataSource, type ImagePreprocessing } from '#shared/graph/document.ts';
import { openDataset, prepareDataset, type DatasetReader, type PrepareOptions } from '#main/data/cache.ts';

export interface Place {
  /** Empty when a test begins. */
  readonly data: string;
  readonly cache: string;
  readonly downloads: string;
}

/** Fresh folders for every test of a file. */
export function freshPlace(): Place {
  const place = { data: '', cache: '', downloads: '' };
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hourglass-data-'));
    place.data = join(root, 'data');
    place.cache = join(root, 'cache');
    place.downloads = join(root, 'downloads');
    await mkdir(place.data);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  return place;
}

export const binding = (
  source: DataSource,
  image: Partial<ImagePreprocessing> = {},
  limit: number | null = null,
): DataBinding => ({
  ...emptyProject('id', 'name').data,
  source,
  image: { ...emptyProject('id', 'name').data.image, ...image },
  limit,
});

export const folderBinding = (
  path: string,
  image: Partial<ImagePreprocessing> = {},
  limit: number | null = null,
): DataBinding => binding({ kind: 'imageFolder', path }, image, limit);

/** Prepares, opens and reads everything. */
export async function load(data: DataBinding, options: PrepareOptions) {
  const { folder, info } = await prepareDataset(data, options);
  const reader = await openDataset(folder);
  try {
    return { folder, info, ...(await readAll(reader)) };
  } finally {
    await reader.close();
  }
}

async function readAll(reader: DatasetReader) {
  const { samples, shape } = reader.info;
  const indices = Array.from({ length: samples }, (_, index) => index);
  const bytes = shape.reduce((product, n) => product * n, 1);
  const all = new Uint8Array(samples * bytes);
  await reader.read(indices, all);
  return {
    pixels: indices.map((index) => [...all.subarray(index * bytes, (index + 1) * bytes)]),
    labels: await reader.labels().then((labels) => labels && [...labels]),
    files: await Promise.all(indices.map((index) => reader.file(index))),
  };
}

export async function put(path: string, contents: Uint8Array | string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
  return path;
}

export type Color = readonly [red: number, green: number, blue: number];

/** An opaque image of one colour. */
export const plain = (width: number, height: number, [r, g, b]: Color) =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } });

export const plainPng = (width: number, height: number, color: Color): Promise<Buffer> =>
  plain(width, height, color).png().toBuffer();

/** An image whose values differ everywhere, so that nothing compresses to almost nothing. */
export function noise(width: number, height: number, seed = 1) {
  let state = seed >>> 0 || 1;
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < pixels.length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[i] = state >>> 24;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** A whole IDX file of unsigned bytes; `type` and `values` can be made not to fit. */
export function idxFile(dimensions: readonly number[], values: Uint8Array, type = 0x08): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = type;
  header[3] = dimensions.length;
  dimensions.forEach((n, dimension) => header.writeUInt32BE(n, 4 + 4 * dimension));
  return Buffer.concat([header, values]);
}

/** 0, 1, 2, … modulo 256. */
export const ramp = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 256);

export interface BmpParts {
  readonly width: number;
  /** Negative: rows from the top down. */
  readonly height: number;
  readonly bitsPerPixel: number;
  readonly compression?: number;
  /** Blue, green, red, 0 for each entry. */
  readonly palette?: readonly number[];
  /** Red, green and blue bit masks after the header. */
  readonly masks?: readonly number[];
  readonly pixels: readonly number[];
}

/** A BMP file with a BITMAPINFOHEADER around given bytes. */
export function bmpFile({
  width,
  height,
  bitsPerPixel,
  compression = 0,
  palette = [],
  masks = [],
  pixels,
}: BmpParts): Buffer {
  const header = Buffer.alloc(54);
  const offset = 54 + masks.length * 4 + palette.length;
  header.write('BM', 'latin1');
  header.writeUInt32LE(offset + pixels.length, 2);
  header.writeUInt32LE(offset, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bitsPerPixel, 28);
  header.writeUInt32LE(compression, 30);
  const maskBytes = Buffer.alloc(masks.length * 4);
  masks.forEach((mask, i) => maskBytes.writeUInt32LE(mask >>> 0, i * 4));
  return Buffer.concat([header, maskBytes, Buffer.from(palette), Buffer.from(pixels)]);
}
