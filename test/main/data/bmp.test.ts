import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BmpError, decodeBmp, readBmpHeader } from '#main/data/bmp.ts';
import { bmpFile, type BmpParts } from './fixtures.ts';

/** RGB triples, row by row from the top. */
function decode(parts: BmpParts): number[][] {
  const file = bmpFile(parts);
  const rgba = decodeBmp(file, readBmpHeader(file));
  return Array.from({ length: rgba.length / 4 }, (_, i) => [...rgba.subarray(i * 4, i * 4 + 4)]);
}
// Blue, green, red, 0.
const palette = [0, 0, 0, 0, 10, 20, 30, 0, 40, 50, 60, 0, 70, 80, 90, 0];
const [black, first, second, third] = [
  [0, 0, 0, 255],
  [30, 20, 10, 255],
  [60, 50, 40, 255],
  [90, 80, 70, 255],
];

test('1 bit a pixel, odd width, rows from the bottom up', () => {
  const pixels = [0b01000000, 0, 0, 0, 0b10100000, 0, 0, 0];
  expect(decode({ width: 3, height: 2, bitsPerPixel: 1, palette, pixels })).toEqual([
    first,
    black,
    first,
    black,
    first,
    black,
  ]);
});

test('4 bits a pixel, odd width', () => {
  const pixels = [0x12, 0x30, 0, 0, 0x32, 0x10, 0, 0];
  expect(decode({ width: 3, height: 2, bitsPerPixel: 4, palette, pixels })).toEqual([
    third,
    second,
    first,
    first,
    second,
    third,
  ]);
});

test('8 bits a pixel, rows from the top down, an index past the palette', () => {
  const pixels = [1, 2, 3, 0, 200, 2, 1, 0];
  expect(decode({ width: 3, height: -2, bitsPerPixel: 8, palette, pixels })).toEqual([
    first,
    second,
    third,
    black,
    second,
    first,
  ]);
});

test('16 bits a pixel: 5-5-5 by default, 5-6-5 by bit fields', () => {
  const pixels = [0x00, 0x7c, 0xe0, 0x03, 0x1f, 0x00, 0xff, 0x7f];
  expect(decode({ width: 2, height: -2, bitsPerPixel: 16, pixels })).toEqual([
    [255, 0, 0, 255],
    [0, 255, 0, 255],
    [0, 0, 255, 255],
    [255, 255, 255, 255],
  ]);
  const fields = { compression: 3, masks: [0xf800, 0x07e0, 0x001f] };
  const wide = [0x00, 0xf8, 0xe0, 0x07];
  expect(decode({ width: 2, height: -1, bitsPerPixel: 16, ...fields, pixels: wide })).toEqual([
    [255, 0, 0, 255],
    [0, 255, 0, 255],
  ]);
});

test('24 and 32 bits a pixel, 32 with bit fields up to the top bit', () => {
  expect(decode({ width: 1, height: 1, bitsPerPixel: 24, pixels: [1, 2, 3, 0] })).toEqual([[3, 2, 1, 255]]);
  expect(decode({ width: 1, height: 1, bitsPerPixel: 32, pixels: [1, 2, 3, 0] })).toEqual([[3, 2, 1, 255]]);
  const masks = [0xff000000, 0x00ff0000, 0x0000ff00];
  expect(decode({ width: 1, height: 1, bitsPerPixel: 32, compression: 3, masks, pixels: [9, 1, 2, 3] })).toEqual([
    [3, 2, 1, 255],
  ]);
});

test('run lengths of 8 bits: runs, literals with padding, jumps, end of row and of image', () => {
  // Row 0 (bottom): 2 × first, literal second third black (odd, padded). Row 1: jump 4 to the right, one third.
  const pixels = [2, 1, 0, 3, 2, 3, 0, 0, 0, 0, 0, 2, 4, 0, 1, 3, 0, 1];
  const nothing = [0, 0, 0, 0];
  expect(decode({ width: 5, height: 2, bitsPerPixel: 8, compression: 1, palette, pixels })).toEqual([
    nothing,
    nothing,
    nothing,
    nothing,
    third,
    first,
    first,
    second,
    third,
    black,
  ]);
});

test('run lengths of 4 bits', () => {
  // Three pixels alternating first and second, then a literal of three: third, black, first.
  const pixels = [3, 0x12, 0, 3, 0x30, 0x10, 0, 1];
  expect(decode({ width: 6, height: 1, bitsPerPixel: 4, compression: 2, palette, pixels })).toEqual([
    first,
    second,
    first,
    third,
    black,
    first,
  ]);
});

test('a small file that announces a large image costs no memory', () => {
  const file = { width: 9999, height: 9999, bitsPerPixel: 8, compression: 1, palette, pixels: [0, 1] };
  expect(() => decode(file)).toThrow(BmpError);
});

test('property: no bytes make it do anything but decode or say what is wrong', () => {
  const parts = fc.record({
    width: fc.integer({ min: -2, max: 40 }),
    height: fc.integer({ min: -40, max: 40 }),
    bitsPerPixel: fc.constantFrom(0, 1, 2, 4, 8, 16, 24, 32, 99),
    compression: fc.constantFrom(0, 1, 2, 3, 6, 7),
    palette: fc.array(fc.nat(255), { maxLength: 64 }),
    masks: fc.array(fc.nat(), { maxLength: 4 }),
    pixels: fc.array(fc.nat(255), { maxLength: 400 }),
  });
  fc.assert(
    fc.property(parts, fc.nat(60), (made, cut) => {
      const file = bmpFile(made).subarray(cut > 50 ? cut : 0);
      try {
        const header = readBmpHeader(file);
        expect(decodeBmp(file, header).length).toBe(header.width * header.height * 4);
      } catch (error) {
        expect(error).toBeInstanceOf(BmpError);
      }
    }),
    { numRuns: 2000 },
  );
});
