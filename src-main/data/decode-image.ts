/**
 * Turns one image file into pixels: what kind it is, whether it may be decoded, and what is wrong with it, in words.
 * Everything but BMP goes through sharp. Animations and documents of several pages give their first one. Owns no folders.
 */
import { open } from 'node:fs/promises';
import type { Metadata, SharpOptions } from 'sharp';
import { BmpError, decodeBmp, readBmpHeader } from './bmp.ts';
import { fitPixels, fitRawPixels } from './fit-pixels.ts';
import type { PictureTarget } from './format.ts';
import { sniff, sniffBytes, type ImageKind } from './image-kinds.ts';
import { explainReadError, FileProblem, readWholeFile } from './read-file.ts';
import sharp from './sharp.ts';

export const mostPixels = 100_000_000;
/** AVIF allows far longer sides, and decoders reserve memory by them. */
const longestSide = 65_535;

// Warnings (an odd colour profile) are no reason to lose an image; truncation and errors are.
const options: SharpOptions = { failOn: 'error', limitInputPixels: mostPixels, sequentialRead: true, pages: 1 };

export interface DecodedImage {
  /** uint8 [height, width, channels] of the target. */
  readonly pixels: Uint8Array;
  /** Upright, as its EXIF orientation says. */
  readonly originalWidth: number;
  readonly originalHeight: number;
}

/** Decodes and fits an image. Throws FileProblem with the reason. */
export async function decodeImage(path: string, target: PictureTarget): Promise<DecodedImage> {
  return decodeImageFile(await readWholeFile(path), target);
}

/** The same for a file's content. */
export async function decodeImageFile(file: Buffer, target: PictureTarget): Promise<DecodedImage> {
  const kind = kindOf(file);
  try {
    if (kind === 'BMP') return await decodeBmpFile(file, target);
    const size = sizeOf(await readMetadata(file));
    const pixels = await fitPixels(sharp(file, options).autoOrient(), target);
    return { pixels, originalWidth: size.width, originalHeight: size.height };
  } catch (error) {
    throw explain(error, kind, file);
  }
}

export interface Probe {
  readonly width: number;
  readonly height: number;
  /** Null: only the pixels can tell (see isGrey). */
  readonly grey: boolean | null;
}

/** Size (upright) and colour of an image from its first bytes. Throws FileProblem. */
export async function probeImage(path: string): Promise<Probe> {
  return probe(await readHead(path), path);
}

/** The same for a file's content. */
export const probeImageFile = (file: Buffer): Promise<Probe> => probe(file, file);

async function probe(head: Buffer, source: Buffer | string): Promise<Probe> {
  const kind = kindOf(head);
  try {
    if (kind === 'BMP') {
      const { width, height } = readBmpHeader(head);
      checkSize(width, height);
      return { width, height, grey: null };
    }
    const metadata = await readMetadata(source);
    return { ...sizeOf(metadata), grey: metadata.channels <= 2 ? true : null };
  } catch (error) {
    throw explain(error, kind, head);
  }
}

/** Pixels at which colour is looked for. */
const greyTarget: PictureTarget = { width: 64, height: 64, channels: 3, fit: 'stretch', invert: false };
/** Rounding in colour conversion moves grey by at most 2. */
const greyTolerance = 3;

/** Whether an image shows no colour, though its file could. Throws FileProblem. */
export async function isGrey(path: string): Promise<boolean> {
  const { pixels } = await decodeImage(path, greyTarget);
  for (let i = 0; i < pixels.length; i += 3) {
    const [red, green, blue] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > greyTolerance) return false;
  }
  return true;
}

/** By content; throws FileProblem for everything that cannot be decoded. Keeps SVG and other surprises away from sharp. */
function kindOf(file: Uint8Array): ImageKind {
  const sniffed = sniff(file);
  if (sniffed.kind === null) throw new FileProblem(sniffed.reason);
  return sniffed.kind;
}

/** Without a limit, so that the reason can name the size; decoding has the limit. */
function readMetadata(input: Buffer | string): Promise<Metadata> {
  return sharp(input, { ...options, limitInputPixels: false }).metadata();
}

function sizeOf(metadata: Metadata): { width: number; height: number } {
  const { width, height } = metadata.autoOrient;
  checkSize(width, height);
  return { width, height };
}

function checkSize(width: number, height: number): void {
  if (width * height <= mostPixels && Math.max(width, height) <= longestSide) return;
  const size = `${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels`;
  throw new FileProblem(`too large: ${size}; the limit is ${mostPixels / 1_000_000} million pixels`);
}

async function decodeBmpFile(file: Buffer, target: PictureTarget): Promise<DecodedImage> {
  const header = readBmpHeader(file);
  const { width, height } = header;
  checkSize(width, height);
  const pixels = await fitRawPixels({ pixels: decodeBmp(file, header), width, height, channels: 4 }, target);
  return { pixels, originalWidth: width, originalHeight: height };
}

async function readHead(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const bytes = Math.max(sniffBytes, 128);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new FileProblem(explainReadError(error));
  }
}

/** Puts a decoder's words into ours. */
function explain(error: unknown, kind: ImageKind, file: Buffer): FileProblem {
  if (error instanceof FileProblem) return error;
  if (error instanceof BmpError) return new FileProblem(error.message);
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit|exceeds/i.test(message))
    return new FileProblem(`too large: over ${mostPixels / 1_000_000} million pixels`);
  if (/timeout|timed out/i.test(message)) return new FileProblem('too costly: decoding it took longer than 30 seconds');
  if (/memory|alloc/i.test(message)) return new FileProblem('too large for the memory there is');
  const cut = /premature|truncat|end of (file|stream|data)|unexpected eof|out of data|not enough data|short read/i;
  if (cut.test(message) || endIsMissing(kind, file))
    return new FileProblem(`truncated: the file ends before the ${kind} image does`);
  return new FileProblem(`damaged: its ${kind} data cannot be decoded`);
}

/** Whether the mark at which the format ends is missing from the end of the file. */
function endIsMissing(kind: ImageKind, file: Buffer): boolean {
  const tail = file.subarray(-64);
  if (kind === 'PNG') return !tail.includes('IEND');
  if (kind === 'JPEG') return !tail.includes(Buffer.from([0xff, 0xd9]));
  if (kind === 'GIF') return !tail.includes(0x3b);
  if (kind === 'WebP') return file.length < 12 || file.readUInt32LE(4) + 8 > file.length;
  return false;
}
