/**
 * Decodes BMP files, which sharp cannot: uncompressed with 1, 4, 8, 16, 24 or 32 bits a pixel, bit fields, and run-length
 * coding (RLE4, RLE8). Our own because the npm decoders that exist (bmp-ts, fast-bmp, decode-bmp) decode odd widths, row
 * order or run lengths wrongly without an error. Format: Microsoft, "Bitmap Storage" (wingdi.h, BITMAPV5HEADER).
 * Owns no limits on size: readBmpHeader comes first.
 */

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Rows stand from the bottom up unless the height was negative. */
  readonly bottomUp: boolean;
  readonly bitsPerPixel: number;
  readonly compression: number;
  readonly pixelOffset: number;
  readonly paletteOffset: number;
  readonly paletteEntryBytes: 3 | 4;
  /** Red, green, blue, alpha; 0: none. */
  readonly masks: readonly [number, number, number, number];
}

/** What is wrong with a BMP, in words that continue the file's name. */
export class BmpError extends Error {}

const compressions = { none: 0, rle8: 1, rle4: 2, bitFields: 3, alphaBitFields: 6 } as const;
const truncated = 'truncated: the file ends before the image does';

/** Throws BmpError. Needs the first 70 bytes at most. */
export function readBmpHeader(file: Uint8Array): BmpHeader {
  if (file.length < 26) throw new BmpError(truncated);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const pixelOffset = view.getUint32(10, true);
  const headerBytes = view.getUint32(14, true);
  // OS/2's first header has 16-bit sizes and palette entries of 3 bytes.
  const os2 = headerBytes === 12;
  if (!os2 && file.length < 54) throw new BmpError(truncated);
  const width = os2 ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = os2 ? view.getUint16(20, true) : view.getInt32(22, true);
  const bitsPerPixel = view.getUint16(os2 ? 24 : 28, true);
  const compression = os2 ? compressions.none : view.getUint32(30, true);
  if (width < 1 || signedHeight === 0) throw new BmpError(`damaged: its header says ${width} × ${signedHeight} pixels`);
  checkDepth(bitsPerPixel, compression);
  const ownMasks = compression === compressions.bitFields || compression === compressions.alphaBitFields;
  if (ownMasks && file.length < 70) throw new BmpError(truncated);
  const alphaMask = headerBytes >= 56 || compression === compressions.alphaBitFields;
  return {
    width,
    height: Math.abs(signedHeight),
    bottomUp: signedHeight > 0,
    bitsPerPixel,
    compression,
    pixelOffset,
    paletteOffset: 14 + headerBytes,
    paletteEntryBytes: os2 ? 3 : 4,
    masks: ownMasks
      ? [
          view.getUint32(54, true),
          view.getUint32(58, true),
          view.getUint32(62, true),
          alphaMask ? view.getUint32(66, true) : 0,
        ]
      : bitsPerPixel === 16
        ? [0x7c00, 0x03e0, 0x001f, 0]
        : [0xff0000, 0xff00, 0xff, 0],
  };
}

function checkDepth(bitsPerPixel: number, compression: number): void {
  const depths: Readonly<Record<number, readonly number[]>> = {
    [compressions.none]: [1, 4, 8, 16, 24, 32],
    [compressions.rle8]: [8],
    [compressions.rle4]: [4],
    [compressions.bitFields]: [16, 32],
    [compressions.alphaBitFields]: [16, 32],
  };
  const allowed = depths[compression];
  if (!allowed) throw new BmpError(`a BMP with an unusual compression (${compression}), which cannot be read`);
  if (!allowed.includes(bitsPerPixel))
    throw new BmpError(`damaged: ${bitsPerPixel} bits a pixel do not fit its compression`);
}

/** RGBA, [height, width, 4]. Pixels that run-length coding leaves out stay transparent. Throws BmpError. */
export function decodeBmp(file: Uint8Array, header: BmpHeader): Uint8Array {
  // Two bytes make at most 255 pixels; a header that promises more only wants memory.
  if (header.width * header.height > file.length * 255) throw new BmpError(truncated);
  const rgba = new Uint8Array(header.width * header.height * 4);
  if (header.compression === compressions.rle8 || header.compression === compressions.rle4)
    decodeRuns(file, header, rgba);
  else if (header.bitsPerPixel <= 8) decodePalette(file, header, rgba);
  else decodeDirect(file, header, rgba);
  return rgba;
}

/** Where a row begins in the output; rows are counted as they stand in the file. */
const rowStart = (header: BmpHeader, row: number): number =>
  (header.bottomUp ? header.height - 1 - row : row) * header.width * 4;

/** Bytes of a row in the file: padded to a multiple of 4. Throws when the rows do not all fit into the file. */
function strideOf(file: Uint8Array, header: BmpHeader): number {
  const stride = Math.ceil((header.width * header.bitsPerPixel) / 32) * 4;
  // Some writers leave out the padding of the last row.
  const lastRow = Math.ceil((header.width * header.bitsPerPixel) / 8);
  if (header.pixelOffset + stride * (header.height - 1) + lastRow > file.length) throw new BmpError(truncated);
  return stride;
}

type PutColor = (rgba: Uint8Array, at: number, index: number) => void;

/** Writes a palette's color. Indices past the palette are black, as in other decoders. */
function paletteOf(file: Uint8Array, header: BmpHeader): PutColor {
  const { paletteOffset, paletteEntryBytes, pixelOffset } = header;
  const entries = Math.max(0, Math.floor((Math.min(pixelOffset, file.length) - paletteOffset) / paletteEntryBytes));
  return (rgba, at, index) => {
    if (index < entries) {
      const entry = paletteOffset + index * paletteEntryBytes;
      rgba[at] = file[entry + 2]!;
      rgba[at + 1] = file[entry + 1]!;
      rgba[at + 2] = file[entry]!;
    }
    rgba[at + 3] = 255;
  };
}

function decodePalette(file: Uint8Array, header: BmpHeader, rgba: Uint8Array): void {
  const { width, height, bitsPerPixel, pixelOffset } = header;
  const stride = strideOf(file, header);
  const put = paletteOf(file, header);
  const mask = (1 << bitsPerPixel) - 1;
  for (let row = 0; row < height; row += 1) {
    const from = pixelOffset + row * stride;
    const to = rowStart(header, row);
    for (let x = 0; x < width; x += 1) {
      const bit = x * bitsPerPixel;
      const shift = 8 - bitsPerPixel - (bit & 7);
      put(rgba, to + x * 4, (file[from + (bit >> 3)]! >> shift) & mask);
    }
  }
}

function decodeDirect(file: Uint8Array, header: BmpHeader, rgba: Uint8Array): void {
  const { width, height, bitsPerPixel, pixelOffset, masks } = header;
  const stride = strideOf(file, header);
  const bytes = bitsPerPixel / 8;
  const [red, green, blue, alpha] = masks.map(channelOf) as [Channel, Channel, Channel, Channel];
  for (let row = 0; row < height; row += 1) {
    let from = pixelOffset + row * stride;
    let to = rowStart(header, row);
    for (let x = 0; x < width; x += 1, from += bytes, to += 4) {
      let value = file[from]! | (file[from + 1]! << 8);
      if (bytes > 2) value |= file[from + 2]! << 16;
      if (bytes > 3) value |= file[from + 3]! << 24;
      rgba[to] = red(value);
      rgba[to + 1] = green(value);
      rgba[to + 2] = blue(value);
      rgba[to + 3] = masks[3] === 0 ? 255 : alpha(value);
    }
  }
}

type Channel = (value: number) => number;

/** Takes a channel's bits out of a pixel and scales them to 0..255. */
function channelOf(mask: number): Channel {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const largest = mask >>> shift;
  return (value) => Math.round((((value & mask) >>> shift) * 255) / largest);
}

/** Run-length coding: a count and an index, or 0 and an escape (end of row, end of image, jump, literal run). */
function decodeRuns(file: Uint8Array, header: BmpHeader, rgba: Uint8Array): void {
  const { width, height, bitsPerPixel } = header;
  const put = paletteOf(file, header);
  const nibbles = bitsPerPixel === 4;
  let at = header.pixelOffset;
  let x = 0;
  let row = 0;
  const next = (): number => {
    if (at >= file.length) throw new BmpError(truncated);
    return file[at++]!;
  };
  const draw = (index: number): void => {
    if (row >= height || x >= width) throw new BmpError('damaged: a run of pixels leaves the image');
    put(rgba, rowStart(header, row) + x * 4, index);
    x += 1;
  };
  const half = (byte: number, position: number): number => (nibbles ? (position & 1 ? byte & 15 : byte >> 4) : byte);
  while (row < height) {
    const count = next();
    const value = next();
    if (count > 0) {
      for (let i = 0; i < count; i += 1) draw(half(value, i));
    } else if (value === 0) {
      x = 0;
      row += 1;
    } else if (value === 1) {
      return;
    } else if (value === 2) {
      x += next();
      row += next();
    } else {
      let byte = 0;
      const start = at;
      for (let i = 0; i < value; i += 1) {
        if (!nibbles || (i & 1) === 0) byte = next();
        draw(half(byte, i));
      }
      // Literal runs are padded to an even number of bytes.
      if ((at - start) & 1) next();
    }
  }
}
