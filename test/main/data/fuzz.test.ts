/** Files damaged at random, by a fixed seed: none may crash the process, hang it, or vanish without a word. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { UserError } from '#shared/problem.ts';
import { prepareDataset } from '#main/data/cache.ts';
import { decodeImage } from '#main/data/decode-image.ts';
import { FileProblem } from '#main/data/read-file.ts';
import { randomNumbers } from './damage.ts';
import { binding, bmpFile, folderBinding, freshPlace, idxFile, load, noise, plain, put, ramp } from './fixtures.ts';

const place = freshPlace();
const longest = 5000;

/** Cuts, flips bits, overwrites, repeats, removes or inserts; small damage more often than large, headers more often than data. */
function damage(file: Buffer, random: (below: number) => number): Buffer {
  const somewhere = (): number => random(random(2) === 0 ? Math.min(64, file.length) : file.length);
  const copy = Buffer.from(file);
  switch (random(6)) {
    case 0:
      return copy.subarray(0, somewhere());
    case 1:
      for (let flips = 1 + random(8); flips > 0; flips -= 1) copy[somewhere()]! ^= 1 << random(8);
      return copy;
    case 2: {
      const start = somewhere();
      return copy.fill([0, 0xff, 0x7f][random(3)]!, start, Math.min(file.length, start + 1 + random(16)));
    }
    case 3: {
      const start = somewhere();
      return Buffer.concat([copy.subarray(0, start), copy.subarray(somewhere())]);
    }
    case 4: {
      const start = somewhere();
      return Buffer.concat([
        copy.subarray(0, start),
        Buffer.from(Array.from({ length: 1 + random(40) }, () => random(256))),
        copy.subarray(start),
      ]);
    }
    default:
      copy.writeUInt32BE(random(2 ** 32), Math.max(0, Math.min(somewhere(), file.length - 4)));
      return copy;
  }
}

async function wholeImages(): Promise<readonly (readonly [extension: string, file: Buffer])[]> {
  const image = noise(40, 30, 3);
  return [
    ['jpg', await image.clone().jpeg().toBuffer()],
    ['jpg', await image.clone().jpeg({ progressive: true }).withMetadata({ orientation: 5 }).toBuffer()],
    ['png', await image.clone().png().toBuffer()],
    ['png', await image.clone().png({ palette: true, progressive: true }).toBuffer()],
    ['webp', await image.clone().webp().toBuffer()],
    ['gif', await image.clone().gif().toBuffer()],
    ['tif', await image.clone().tiff({ compression: 'lzw' }).toBuffer()],
    ['tif', await image.clone().tiff({ tile: true, tileWidth: 16, tileHeight: 16, compression: 'deflate' }).toBuffer()],
    ['avif', await plain(64, 48, [3, 150, 90]).avif({ effort: 0 }).toBuffer()],
    ['bmp', bmpFile({ width: 21, height: 9, bitsPerPixel: 24, pixels: [...ramp(64 * 9)] })],
    ['bmp', bmpFile({ width: 9, height: -9, bitsPerPixel: 8, palette: [...ramp(64)], pixels: [...ramp(12 * 9)] })],
    [
      'bmp',
      bmpFile({
        width: 16,
        height: 9,
        bitsPerPixel: 8,
        compression: 1,
        palette: [...ramp(64)],
        pixels: Array.from({ length: 9 }, () => [16, 3, 0, 0]).flat(),
      }),
    ],
  ];
}

test('600 damaged images: each is a sample or named with its reason, none takes long', async () => {
  const random = randomNumbers(20_260_101);
  const kinds = await wholeImages();
  const names: string[] = [];
  for (let i = 0; i < 600; i += 1) {
    const [extension, file] = kinds[i % kinds.length]!;
    names.push(`${i}.${extension}`);
    await put(join(place.data, names.at(-1)!), damage(file, random));
  }
  const target = { width: 16, height: 16, channels: 3, fit: 'crop', invert: false } as const;
  let slowest = 0;
  for (const name of names) {
    const started = performance.now();
    const outcome = await decodeImage(join(place.data, name), target).catch((error: unknown) => error);
    slowest = Math.max(slowest, performance.now() - started);
    if (outcome instanceof Error) expect(outcome, name).toBeInstanceOf(FileProblem);
    else expect((outcome as { pixels: Uint8Array }).pixels.length, name).toBe(16 * 16 * 3);
  }
  expect(slowest).toBeLessThan(longest);

  const { info, files } = await load(folderBinding(place.data, { width: 16, height: 16 }), {
    cacheFolder: place.cache,
  });
  expect([...files, ...info.skipped.map(({ file }) => file)].sort()).toEqual([...names].sort());
  expect(info.skippedCount).toBeGreaterThan(200);
  for (const { file, reason } of info.skipped) expect(reason, file).not.toBe('');
  // Still alive and well.
  expect(
    (
      await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } })
        .raw()
        .toBuffer()
    ).length,
  ).toBe(12);
});

test('400 damaged IDX files: each is whole after all or refused in three parts, none takes long', async () => {
  const random = randomNumbers(7);
  const images = idxFile([6, 5, 4], ramp(120));
  const labels = idxFile([6], ramp(6));
  const path = join(place.data, 'images');
  const labelsPath = join(place.data, 'labels');
  let refused = 0;
  for (let i = 0; i < 400; i += 1) {
    const packed = i % 2 === 1;
    const pack = (file: Buffer): Buffer => (packed ? gzipSync(file) : file);
    // Damage before or after packing.
    await put(path, i % 4 === 3 ? pack(damage(images, random)) : damage(pack(images), random));
    await put(labelsPath, i % 5 === 0 ? damage(pack(labels), random) : pack(labels));
    const started = performance.now();
    const data = binding({ kind: 'idx', images: path, labels: labelsPath });
    const outcome = await prepareDataset(data, { cacheFolder: place.cache }).catch((error: unknown) => error);
    expect(performance.now() - started).toBeLessThan(longest);
    if (outcome instanceof Error) {
      expect(outcome, `file ${i}: ${outcome.stack}`).toBeInstanceOf(UserError);
      expect((outcome as UserError).received).toMatch(/images|labels/);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(200);
  await rm(place.cache, { recursive: true, force: true });
});
