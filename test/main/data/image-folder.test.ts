import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { ImagePreprocessing } from '#shared/graph/document.ts';
import { bmpFile, folderBinding, freshPlace, load, noise, plain, plainPng, put, ramp, type Color } from './fixtures.ts';

const place = freshPlace();
const windows = process.platform === 'win32';

const loadFolder = (image: Partial<ImagePreprocessing> = {}, limit: number | null = null) =>
  load(folderBinding(place.data, image, limit), { cacheFolder: place.cache });
const save = async (name: string, contents: Promise<Buffer> | Buffer): Promise<string> =>
  put(join(place.data, name), await contents);

/** Values may be off by what lossy coding does to a plain image. */
function expectClose(values: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(values).toHaveLength(expected.length);
  const worst = Math.max(...values.map((value, i) => Math.abs(value - expected[i]!)));
  expect(worst, `${values.slice(0, 6)} … against ${expected.slice(0, 6)} …`).toBeLessThanOrEqual(tolerance);
}

const orange: Color = [250, 130, 20];
const repeat = (times: number, values: readonly number[]): number[] =>
  Array.from({ length: times }, () => values).flat();

test.each([
  ['PNG', 'a.png', plain(6, 5, orange).png(), 0],
  ['PNG with a palette', 'a.png', plain(6, 5, orange).png({ palette: true }), 0],
  ['JPEG', 'a.jpg', plain(6, 5, orange).jpeg({ chromaSubsampling: '4:4:4', quality: 100 }), 3],
  ['JPEG in CMYK', 'a.jpeg', plain(6, 5, orange).toColourspace('cmyk').jpeg({ quality: 100 }), 40],
  ['lossless WebP', 'a.webp', plain(6, 5, orange).webp({ lossless: true }), 0],
  ['GIF', 'a.gif', plain(6, 5, orange).gif(), 3],
  ['TIFF', 'a.tif', plain(6, 5, orange).tiff({ compression: 'lzw' }), 0],
  ['AVIF', 'a.avif', plain(64, 64, orange).resize(6, 5).avif({ lossless: true }), 3],
] as const)('%s is decoded', async (_, name, image, tolerance) => {
  await save(name, image.clone().toBuffer());
  const { info, pixels } = await loadFolder({ color: 'color' });
  expect(info).toMatchObject({
    samples: 1,
    shape: [5, 6, 3],
    skippedCount: 0,
    originalSizes: [{ width: 6, height: 5, count: 1 }],
  });
  expectClose(pixels[0]!, repeat(30, orange), tolerance);
});

test('BMP is decoded', async () => {
  // Two rows of three pixels, blue-green-red, from the bottom up, padded to 12 bytes.
  const pixels = [1, 2, 99, 4, 5, 6, 7, 8, 9, 0, 0, 0, 11, 12, 13, 14, 15, 16, 17, 18, 19, 0, 0, 0];
  await save('a.bmp', bmpFile({ width: 3, height: 2, bitsPerPixel: 24, pixels }));
  const loaded = await loadFolder();
  expect(loaded.info.shape).toEqual([2, 3, 3]);
  expect(loaded.pixels).toEqual([[13, 12, 11, 16, 15, 14, 19, 18, 17, 99, 2, 1, 6, 5, 4, 9, 8, 7]]);
});

test('content decides, not the extension', async () => {
  await save('really-a-png.jpg', plainPng(2, 2, orange));
  await save('no-extension', plainPng(2, 2, orange));
  await save('notes', Buffer.from('no image'));
  const { info, files } = await loadFolder();
  expect(files).toEqual(['no-extension', 'really-a-png.jpg']);
  expect(info.skipped).toEqual([]);
});

/** Left half dark, right half light: 4 × 2 pixels. */
const halves = () =>
  sharp(Buffer.from([0, 0, 255, 255, 0, 0, 255, 255]), { raw: { width: 4, height: 2, channels: 1 } });

test('EXIF orientation is applied', async () => {
  // 6: the first row is the right side, so the picture is turned clockwise when shown: dark above, light below.
  await save('turned.tif', halves().withMetadata({ orientation: 6 }).tiff({ compression: 'lzw' }).toBuffer());
  const { info, pixels } = await loadFolder();
  expect(info.shape).toEqual([4, 2, 1]);
  expect(info.originalSizes).toEqual([{ width: 2, height: 4, count: 1 }]);
  expect(pixels[0]).toEqual([0, 0, 0, 0, 255, 255, 255, 255]);
});

test('16 bits a channel become 8, grey and colour', async () => {
  const wide = Uint16Array.from([0, 257 * 10, 257 * 100, 65_535]);
  const grey = await sharp(wide, { raw: { width: 2, height: 2, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  await save('grey.png', grey);
  expect((await sharp(grey).metadata()).depth).toBe('ushort');
  const { info, pixels } = await loadFolder();
  expect(info.shape).toEqual([2, 2, 1]);
  expect(pixels[0]).toEqual([0, 10, 100, 255]);

  const colors = Uint16Array.from([257 * 10, 257 * 100, 257 * 200]);
  const color = await sharp(colors, { raw: { width: 1, height: 1, channels: 3 } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  expect((await sharp(color).metadata()).depth).toBe('ushort');
  await save('grey.png', color);
  const second = await loadFolder();
  expect(second.pixels[0]).toEqual([10, 100, 200]);
});

test('transparent pixels show white paper', async () => {
  const pixels = Buffer.from([255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 255, 255]);
  await save(
    'a.png',
    sharp(pixels, { raw: { width: 2, height: 2, channels: 4 } })
      .png()
      .toBuffer(),
  );
  const { pixels: loaded } = await loadFolder();
  expectClose(loaded[0]!, [255, 0, 0, 255, 255, 255, 128, 128, 128, 0, 0, 255], 1);
});

test('grey with transparency, and 16 bits with transparency', async () => {
  const grey = Buffer.from([0, 255, 0, 0, 90, 255, 200, 127]);
  await save(
    'a.png',
    sharp(grey, { raw: { width: 2, height: 2, channels: 2 } })
      .png()
      .toBuffer(),
  );
  const first = await loadFolder();
  expect(first.info.shape).toEqual([2, 2, 1]);
  expectClose(first.pixels[0]!, [0, 255, 90, 228], 1);

  const wide = Uint16Array.from([257 * 10, 257 * 100, 257 * 200, 65_535, 0, 0, 0, 0]);
  const image = sharp(wide, { raw: { width: 2, height: 1, channels: 4 } })
    .toColourspace('rgb16')
    .png();
  await save('a.png', image.toBuffer());
  expectClose((await loadFolder()).pixels[0]!, [10, 100, 200, 255, 255, 255], 1);
});

test('grey is recognised by the pixels, and every grey keeps its value', async () => {
  const grey = Uint8Array.from([0, 1, 77, 128, 200, 255].flatMap((value) => [value, value, value]));
  await save(
    'a.png',
    sharp(grey, { raw: { width: 3, height: 2, channels: 3 } })
      .png()
      .toBuffer(),
  );
  const asFound = await loadFolder();
  expect(asFound.info.shape).toEqual([2, 3, 1]);
  expect(asFound.pixels[0]).toEqual([0, 1, 77, 128, 200, 255]);
  expect((await loadFolder({ color: 'color' })).pixels[0]).toEqual([...grey]);

  await save('b.png', plainPng(3, 2, orange));
  expect((await loadFolder()).info.shape).toEqual([2, 3, 3]);
  expect((await loadFolder({ color: 'grey' })).info.shape).toEqual([2, 3, 1]);
});

test('animations and documents of several pages give their first one', async () => {
  const frames = Buffer.concat([Buffer.alloc(48, 255), Buffer.alloc(48, 0)]);
  const animated = await sharp(frames, { raw: { width: 4, height: 8, channels: 3, pageHeight: 4 } })
    .gif()
    .toBuffer();
  expect((await sharp(animated, { animated: true }).metadata()).pages).toBe(2);
  await save('a.gif', animated);
  expect((await loadFolder()).pixels).toEqual([repeat(16, [255])]);
});

test('the most common size wins; others are cropped, letterboxed or stretched to it', async () => {
  await save('1.png', plainPng(4, 4, [10, 10, 10]));
  await save('2.png', plainPng(4, 4, [20, 20, 20]));
  await save('3.png', halves().resize(8, 4, { kernel: 'nearest' }).png().toBuffer());
  const cropped = await loadFolder({ fit: 'crop' });
  expect(cropped.info.shape).toEqual([4, 4, 1]);
  expect(cropped.info.originalSizes).toEqual([
    { width: 4, height: 4, count: 2 },
    { width: 8, height: 4, count: 1 },
  ]);
  expect(cropped.pixels[2]).toEqual(repeat(4, [0, 0, 255, 255]));
  const letterboxed = (await loadFolder({ fit: 'contain' })).pixels[2]!;
  expect(letterboxed.slice(0, 4)).toEqual([255, 255, 255, 255]);
  expect(letterboxed[4]).toBeLessThan(10);
  expect(letterboxed.slice(12)).toEqual([255, 255, 255, 255]);
  const stretched = (await loadFolder({ fit: 'stretch' })).pixels[2]!;
  expect(stretched[0]).toBeLessThan(10);
  expect(stretched[3]).toBeGreaterThan(245);
});

test('a chosen size, inverted', async () => {
  await save('a.png', plainPng(9, 9, [30, 30, 30]));
  const { info, pixels } = await loadFolder({ width: 3, height: 2, invert: true, fit: 'contain' });
  expect(info.shape).toEqual([2, 3, 1]);
  expect(pixels[0]!.filter((value) => value === 225).length).toBeGreaterThan(0);
  // The paper beside it is inverted too.
  expect(Math.min(...pixels[0]!)).toBe(0);
});

test('labels are the first-level subfolders; order is natural', async () => {
  for (const name of ['cat/10.png', 'cat/9.png', 'dog/deep/er/1.png', '2.png', 'empty-of-images/a.txt', 'bad/x.png']) {
    await save(name, name.endsWith('.txt') || name.startsWith('bad') ? Buffer.from('words') : plainPng(2, 2, orange));
  }
  const { info, labels, files } = await loadFolder();
  expect(files).toEqual(['2.png', 'cat/9.png', 'cat/10.png', 'dog/deep/er/1.png']);
  expect(info.labels).toEqual([
    { name: '(no folder)', count: 1 },
    { name: 'cat', count: 2 },
    { name: 'dog', count: 1 },
  ]);
  expect(labels).toEqual([0, 1, 1, 2]);
  expect(info.title).toBe('4 images from “data”');
});

test('no subfolders, no labels; hidden and foreign files pass silently', async () => {
  for (const name of ['.hidden.png', '.git/a.png', '__MACOSX/._a.png', 'Thumbs.db', 'notes.txt', 'labels.csv'])
    await save(name, Buffer.from('x'));
  await save('größe 1.png', plainPng(2, 2, orange));
  const { info, labels, files } = await loadFolder();
  expect(files).toEqual(['größe 1.png']);
  expect(labels).toBeNull();
  expect(info).toMatchObject({ labels: [], skipped: [], skippedCount: 0 });
});

test('a limit spreads over the sorted samples and steps past broken ones', async () => {
  for (let i = 0; i < 10; i += 1)
    await save(`${i}.png`, i === 4 || i === 8 ? Buffer.alloc(0) : plainPng(2, 2, [i, i, i]));
  expect((await loadFolder({}, 5)).files).toEqual(['0.png', '2.png', '5.png', '6.png', '9.png']);
  expect((await loadFolder({}, 1)).files).toEqual(['0.png']);
  expect((await loadFolder({}, 100)).info.samples).toBe(8);
});

test.skipIf(windows)('links inside count, linked folders and loops are not followed', async () => {
  await save('real/a.png', plainPng(2, 2, orange));
  await symlink(join(place.data, 'real', 'a.png'), join(place.data, 'b.png'));
  await symlink(place.data, join(place.data, 'real', 'loop'));
  await symlink('/', join(place.data, 'everything'));
  const { info, files } = await loadFolder();
  expect(files).toEqual(['b.png', 'real/a.png']);
  expect(info.skipped.map(({ file }) => file)).toEqual(['everything', 'real/loop']);
  for (const { reason } of info.skipped) expect(reason).toMatch(/link/);
});

test('statistics are those of all values', async () => {
  await save('a.png', plainPng(2, 2, [0, 0, 0]));
  await save('b.png', plainPng(2, 2, [255, 255, 255]));
  const { info } = await loadFolder();
  expect(info.statistics.mean).toBeCloseTo(0.5, 12);
  expect(info.statistics.standardDeviation).toBeCloseTo(0.5, 12);
  expect(info.statistics.histogram).toEqual([0.5, ...repeat(30, [0]), 0.5]);
  expect(info.bytes).toBe(8);
});

test('a folder without images, or none at all, is refused in three parts', async () => {
  await expect(loadFolder()).rejects.toMatchObject({
    name: 'UserError',
    received: expect.stringContaining('holds no images'),
  });
  const missing = load(folderBinding(join(place.data, 'nowhere')), { cacheFolder: place.cache });
  await expect(missing).rejects.toMatchObject({ name: 'UserError', received: expect.stringContaining('nowhere') });
  const file = await save('a.png', noise(3, 3).png().toBuffer());
  await expect(load(folderBinding(file), { cacheFolder: place.cache })).rejects.toMatchObject({ name: 'UserError' });
});

test('an import too large for the disk or the budget is refused before it begins', async () => {
  await save(
    'a.png',
    sharp(ramp(2048), { raw: { width: 64, height: 32, channels: 1 } })
      .png()
      .toBuffer(),
  );
  const preparing = load(folderBinding(place.data), { cacheFolder: place.cache, budget: 2047 });
  await expect(preparing).rejects.toMatchObject({
    name: 'UserError',
    received: '1 sample of 32\u2009×\u200964\u2009×\u20091 would take 2 KB.',
  });
});
