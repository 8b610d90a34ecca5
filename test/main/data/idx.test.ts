import fc from 'fast-check';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { UserError } from '#shared/problem.ts';
import { parseIdxHeader } from '#main/data/idx-file.ts';
import { labelNamesFor } from '#main/data/idx.ts';
import { binding, freshPlace, idxFile, load, put, ramp } from './fixtures.ts';

const place = freshPlace();
const at = (name: string): string => join(place.data, name);
const loadIdx = (images: string, labels?: string, limit: number | null = null, image = {}) =>
  load(binding(labels === undefined ? { kind: 'idx', images } : { kind: 'idx', images, labels }, image, limit), {
    cacheFolder: place.cache,
  });

const values = ramp(5 * 4 * 3);
const images = idxFile([5, 4, 3], values);
const labels = idxFile([5], Uint8Array.from([3, 1, 3, 9, 1]));
const rows = (size: number, data: Uint8Array): number[][] =>
  Array.from({ length: data.length / size }, (_, i) => [...data.subarray(i * size, (i + 1) * size)]);

test.each([
  ['plain', 'train-images-idx3-ubyte', 'train-labels-idx1-ubyte', false],
  ['gzipped', 'train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz', true],
  ['dotted', 't10k-images.idx3-ubyte', 't10k-labels.idx1-ubyte', false],
] as const)('%s images with the labels beside them', async (_, imagesName, labelsName, packed) => {
  const pack = (file: Buffer): Buffer => (packed ? gzipSync(file) : file);
  await put(at(labelsName), pack(labels));
  const loaded = await loadIdx(await put(at(imagesName), pack(images)));
  expect(loaded.info).toMatchObject({
    title: `5 images from “${imagesName}”`,
    samples: 5,
    shape: [4, 3, 1],
    labels: [
      { name: '1', count: 2 },
      { name: '3', count: 2 },
      { name: '9', count: 1 },
    ],
    skippedCount: 0,
  });
  expect(loaded.pixels).toEqual(rows(12, values));
  expect(loaded.labels).toEqual([1, 0, 1, 2, 0]);
  expect(loaded.files).toEqual([null, null, null, null, null]);
});

test('colour, a limit, another size, chosen labels', async () => {
  const color = ramp(4 * 2 * 2 * 3);
  const path = await put(at('pictures.bin'), idxFile([4, 2, 2, 3], color));
  const chosen = await put(at('numbers.bin'), idxFile([4], Uint8Array.from([0, 1, 2, 255])));
  const limited = await loadIdx(path, chosen, 2);
  expect(limited.info).toMatchObject({
    samples: 2,
    shape: [2, 2, 3],
    labels: [
      { name: '0', count: 1 },
      { name: '2', count: 1 },
    ],
  });
  const all = rows(12, color);
  expect(limited.pixels).toEqual([all[0], all[2]]);
  const grey = await loadIdx(path, chosen, null, { color: 'grey', width: 5, height: 6, invert: true });
  expect(grey.info.shape).toEqual([6, 5, 1]);
});

test('labels found beside that do not fit cost the labels, not the import; chosen ones are refused', async () => {
  const path = await put(at('train-images-idx3-ubyte'), images);
  const wrong = await put(at('train-labels-idx1-ubyte'), idxFile([4], ramp(4)));
  const { info } = await loadIdx(path);
  expect(info).toMatchObject({
    samples: 5,
    labels: [],
    skippedCount: 1,
    skipped: [{ file: 'train-labels-idx1-ubyte' }],
  });
  expect(info.skipped[0]!.reason).toContain('4 labels for 5 images');
  await expect(loadIdx(path, wrong)).rejects.toMatchObject({
    name: 'UserError',
    received: expect.stringContaining('4 labels for 5 images'),
  });
  await expect(loadIdx(path, path)).rejects.toMatchObject({ name: 'UserError' });
});

const refused: readonly (readonly [what: string, file: Buffer, received: RegExp])[] = [
  ['empty', Buffer.alloc(0), /empty/],
  ['one byte', Buffer.alloc(1), /ends after 1 byte/],
  ['text', Buffer.from('hello, world'), /does not begin like an IDX file/],
  ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), /does not begin/],
  ['an unknown type', idxFile([5, 4, 3], values, 0x42), /unknown \(66\)/],
  ['floats', idxFile([5, 4, 3], values, 0x0d), /32-bit floats/],
  ['16-bit integers', idxFile([5, 4, 3], values, 0x0b), /16-bit integers/],
  ['labels', labels, /labels, not images/],
  ['a matrix', idxFile([5, 12], values), /5 × 12 values/],
  ['two channels', idxFile([5, 2, 3, 2], values), /5 × 2 × 3 × 2/],
  ['no images', idxFile([0, 4, 3], Buffer.alloc(0)), /no images/],
  ['no pixels', idxFile([5, 0, 3], Buffer.alloc(0)), /no images/],
  ['no dimensions', Buffer.from([0, 0, 8, 0]), /0 dimensions/],
  ['too many dimensions', Buffer.from([0, 0, 8, 200]), /200 dimensions/],
  ['a cut header', images.subarray(0, 10), /within its header/],
  ['a cut end', images.subarray(0, -1), /truncated/],
  ['a byte too many', Buffer.concat([images, Buffer.alloc(1)]), /77 bytes, but its header announces 76/],
  ['little-endian sizes', idxFile([5 * 2 ** 24, 4 * 2 ** 24, 3 * 2 ** 24], values), /more than 64 GB/],
  ['huge sizes', idxFile([0xffffffff, 1, 1], values), /truncated/],
  ['large images', idxFile([1, 5000, 1], Buffer.alloc(5000)), /1 × 5000 pixels/],
];

test.each(refused)('%s: refused with file and reason', async (_, file, received) => {
  const path = await put(at('some-file'), file);
  await expect(loadIdx(path)).rejects.toMatchObject({ name: 'UserError', received: expect.stringMatching(received) });
  await expect(loadIdx(path)).rejects.toMatchObject({ received: expect.stringContaining('some-file') });
});

const packed = gzipSync(images);
const refusedPacked: readonly (readonly [what: string, file: Buffer, received: RegExp])[] = [
  ['cut gzip data', packed.subarray(0, -12), /truncated|damaged/],
  ['only a gzip header', packed.subarray(0, 10), /truncated/],
  [
    'damaged gzip data',
    Buffer.concat([packed.subarray(0, 12), Buffer.alloc(20, 0xff), packed.subarray(32)]),
    /damaged|does not begin/,
  ],
  ['a wrong checksum', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]), /damaged/],
  ['too little in it', gzipSync(images.subarray(0, -3)), /truncated: it has 73 bytes/],
  ['too much in it', gzipSync(Buffer.concat([images, Buffer.alloc(9)])), /more than the 76 bytes/],
  [
    'a bomb behind a small header',
    gzipSync(Buffer.concat([images, Buffer.alloc(50_000_000)])),
    /more than the 76 bytes/,
  ],
  ['a small file that announces much', gzipSync(idxFile([1_000_000, 28, 28], values)), /more than can be packed/],
];

test.each(refusedPacked)('%s: refused with file and reason', async (_, file, received) => {
  const path = await put(at('some-file.gz'), file);
  await expect(loadIdx(path)).rejects.toMatchObject({ name: 'UserError', received: expect.stringMatching(received) });
});

test('a file that is cut short is refused even when the limit needs none of the missing part', async () => {
  const path = await put(at('some-file.gz'), gzipSync(images.subarray(0, -3)));
  await expect(loadIdx(path, undefined, 1)).rejects.toMatchObject({ name: 'UserError' });
});

test('a missing file is named', async () => {
  await expect(loadIdx(at('nowhere'))).rejects.toMatchObject({
    name: 'UserError',
    received: expect.stringContaining('“nowhere”'),
  });
  await expect(loadIdx(place.data)).rejects.toMatchObject({
    name: 'UserError',
    received: expect.stringContaining('not a file'),
  });
  const path = await put(at('images'), images);
  await expect(loadIdx(path, at('nowhere'))).rejects.toMatchObject({ name: 'UserError' });
});

test('names of labels files', () => {
  expect(labelNamesFor('train-images-idx3-ubyte')).toEqual(['train-labels-idx1-ubyte', 'train-labels-idx1-ubyte.gz']);
  expect(labelNamesFor('emnist-Images-idx3-ubyte.gz')).toEqual([
    'emnist-Labels-idx1-ubyte.gz',
    'emnist-Labels-idx1-ubyte',
  ]);
  expect(labelNamesFor('pictures.bin')).toEqual([]);
});

test('property: any header of unsigned bytes is read as it was written', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }),
      fc.uint8Array({ maxLength: 40 }),
      (dimensions, rest) => {
        const header = parseIdxHeader(idxFile(dimensions, rest), 'file');
        expect(header.dimensions).toEqual(dimensions);
        expect(header.headerBytes).toBe(4 + 4 * dimensions.length);
        expect(header.valueBytes).toBe(dimensions.reduce((product, n) => product * n, 1));
      },
    ),
  );
});

test('property: any bytes are a header or a UserError in three parts', () => {
  const likely = fc
    .tuple(fc.constant(0), fc.constant(0), fc.constantFrom(8, 9, 0), fc.nat(10))
    .map((start) => Uint8Array.from(start));
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(likely, fc.uint8Array({ maxLength: 40 })).map(([start, rest]) => Uint8Array.from([...start, ...rest])),
  );
  fc.assert(
    fc.property(bytes, (file) => {
      try {
        const { dimensions, valueBytes } = parseIdxHeader(file, 'file');
        expect(dimensions.length).toBeGreaterThan(0);
        expect(Number.isSafeInteger(valueBytes)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as UserError).received).toContain('file');
        expect((error as UserError).expected && (error as UserError).action).toBeTruthy();
      }
    }),
    { numRuns: 1000 },
  );
});

test('property: every whole file comes out as it went in, gzipped or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 1, max: 9 }),
        height: fc.integer({ min: 1, max: 7 }),
        width: fc.integer({ min: 1, max: 7 }),
        color: fc.boolean(),
        gzip: fc.boolean(),
      }),
      fc.infiniteStream(fc.nat(255)),
      async ({ count, height, width, color, gzip }, stream) => {
        const dimensions = [count, height, width, ...(color ? [3] : [])];
        const size = dimensions.reduce((product, n) => product * n, 1);
        const data = Uint8Array.from([...stream.take(size)]);
        const file = idxFile(dimensions, data);
        const loaded = await loadIdx(await put(at('file'), gzip ? gzipSync(file) : file));
        expect(loaded.pixels).toEqual(rows(size / count, data));
        await rm(place.cache, { recursive: true });
      },
    ),
    { numRuns: 60 },
  );
});

test('test files come after the others, fitted like them, as a part of their own', async () => {
  const trained = await put(at('a-images-idx3-ubyte'), images);
  await put(at('a-labels-idx1-ubyte'), labels);
  const tested = await put(at('b-images-idx3-ubyte'), idxFile([2, 4, 3], values.subarray(0, 24)));
  const testLabels = await put(at('other'), idxFile([2], Uint8Array.of(7, 3)));
  const source = { kind: 'idx', images: trained, test: { images: tested, labels: testLabels } } as const;
  const loaded = await load(binding(source), { cacheFolder: place.cache });
  expect(loaded.info).toMatchObject({ samples: 7, parts: { train: 5, validation: 0, test: 2 } });
  expect(loaded.labels!.map((label) => loaded.info.labels[label]!.name)).toEqual(['3', '1', '3', '9', '1', '7', '3']);
  expect(loaded.pixels).toEqual([...rows(12, values), ...rows(12, values.subarray(0, 24))]);
  const few = await load(binding(source, {}, 4), { cacheFolder: place.cache });
  expect(few.info.parts).toEqual({ train: 3, validation: 0, test: 1 });
  expect(few.pixels).toEqual([0, 1, 3, 5].map((sample) => loaded.pixels[sample]));
});

test('labels of one part alone are not used, and said', async () => {
  const trained = await put(at('a-images-idx3-ubyte'), images);
  await put(at('a-labels-idx1-ubyte'), labels);
  const tested = await put(at('unlabelled'), images);
  const loaded = await load(binding({ kind: 'idx', images: trained, test: { images: tested } }), {
    cacheFolder: place.cache,
  });
  expect(loaded.labels).toBeNull();
  expect(loaded.info.skipped).toEqual([
    { file: 'a-labels-idx1-ubyte', reason: 'labels that are not used: “unlabelled” has none' },
  ]);
});
