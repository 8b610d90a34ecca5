/** Tells what a file is from its name and its first bytes, in words. Reads no files. */

/** Kinds that can be decoded; the decoder is chosen by content, never by name. */
export type ImageKind = 'JPEG' | 'PNG' | 'WebP' | 'GIF' | 'TIFF' | 'AVIF' | 'BMP';

/** As many bytes as sniff() looks at. */
export const sniffBytes = 64;

const readable = ['png', 'jpg', 'jpeg', 'jpe', 'jfif', 'webp', 'gif', 'tif', 'tiff', 'avif', 'bmp', 'dib'];
/** Pictures that people would miss if they were passed over silently. */
const unreadable = ['heic', 'heif', 'jxl', 'jp2', 'svg', 'psd', 'ico', 'pcx', 'tga', 'ppm', 'pgm', 'pbm', 'exr', 'hdr'];
const raw = ['dng', 'cr2', 'cr3', 'nef', 'arw', 'orf', 'rw2', 'raf'];
const imageExtensions = new Set([...readable, ...unreadable, ...raw]);

/** The part after the last dot in lower case; '' when there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

export const hasImageExtension = (name: string): boolean => imageExtensions.has(extensionOf(name));

const readableList = 'JPEG, PNG, WebP, GIF, TIFF, AVIF or BMP';
const convert = `convert it to ${readableList}`;

/** Beginnings that name a kind: text (Latin-1) at an offset. Order matters where one begins like another. */
const imageMarks: readonly (readonly [kind: ImageKind, offset: number, mark: string])[] = [
  ['JPEG', 0, '\xff\xd8\xff'],
  ['PNG', 0, '\x89PNG\r\n\x1a\n'],
  ['GIF', 0, 'GIF87a'],
  ['GIF', 0, 'GIF89a'],
  ['WebP', 8, 'WEBP'],
  ['TIFF', 0, 'II*\0'],
  ['TIFF', 0, 'MM\0*'],
  ['TIFF', 0, 'II+\0'],
  ['TIFF', 0, 'MM\0+'],
];

const otherMarks: readonly (readonly [offset: number, mark: string, what: string])[] = [
  [0, 'PK\x03\x04', 'a ZIP archive, not an image'],
  [0, 'PK\x05\x06', 'an empty ZIP archive, not an image'],
  [0, '\x1f\x8b', 'gzip-compressed, not an image'],
  [0, 'Rar!', 'a RAR archive, not an image'],
  [0, '7z\xbc\xaf\x27\x1c', 'a 7-Zip archive, not an image'],
  [0, 'BZh', 'bzip2-compressed, not an image'],
  [0, '\xfd7zXZ', 'xz-compressed, not an image'],
  [0, '%PDF', 'a PDF document, not an image'],
  [0, '\x7fELF', 'a program, not an image'],
  [0, 'MZ', 'a program, not an image'],
  [0, '#!', 'a script, not an image'],
  [0, '8BPS', `a Photoshop document; ${convert}`],
  [0, '\0\0\x01\0', `an icon file (ICO); ${convert}`],
  [0, '\xff\x0a', `a JPEG XL image, which cannot be read; ${convert}`],
  [4, 'JXL ', `a JPEG XL image, which cannot be read; ${convert}`],
  [4, 'jP  ', `a JPEG 2000 image, which cannot be read; ${convert}`],
  [0, '\x93NUMPY', 'a NumPy array, not an image'],
  [0, 'SQLite format 3', 'a database, not an image'],
  [0, 'ID3', 'sound, not an image'],
  [0, 'OggS', 'sound or video, not an image'],
  [8, 'WAVE', 'sound, not an image'],
  [8, 'AVI ', 'a video, not an image'],
  [0, '\x1a\x45\xdf\xa3', 'a video, not an image'],
  [0, 'version https://git-lfs', 'a Git LFS pointer: the image itself was not downloaded (run “git lfs pull”)'],
];

export type Sniffed = { readonly kind: ImageKind } | { readonly kind: null; readonly reason: string };

/** What a file is by its first bytes (at most `sniffBytes`). Everything that is not a readable image gets a reason. */
export function sniff(head: Uint8Array): Sniffed {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, sniffBytes)).toString('latin1');
  if (text.length === 0) return { kind: null, reason: 'empty (0 bytes)' };
  for (const [kind, offset, mark] of imageMarks) if (text.startsWith(mark, offset)) return { kind };
  if (text.startsWith('ftyp', 4)) return sniffIsoMedia(text);
  if (text.startsWith('BM') && looksLikeBmp(head)) return { kind: 'BMP' };
  for (const [offset, mark, what] of otherMarks) if (text.startsWith(mark, offset)) return { kind: null, reason: what };
  return { kind: null, reason: sniffText(text, head) };
}

/** The family of MP4, HEIC and AVIF: brands of four letters say which. */
function sniffIsoMedia(text: string): Sniffed {
  const brands = text.slice(8);
  if (/avi[fs]/.test(brands)) return { kind: 'AVIF' };
  if (/hei[cxmsf]|hev[cmsx]|mif1|msf1/.test(brands))
    return { kind: null, reason: `a HEIC photo, which cannot be read; ${convert}` };
  return { kind: null, reason: 'a video, not an image' };
}

/** "BM" also begins many a text: the header's own length must be one that exists. */
function looksLikeBmp(head: Uint8Array): boolean {
  return head.length < 18 || [12, 16, 40, 52, 56, 64, 108, 124].includes(head[14]! | (head[15]! << 8));
}

function sniffText(text: string, head: Uint8Array): string {
  const start = text
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  if (/^<(!doctype html|html|head|body)/.test(start)) return 'a web page (HTML), not an image';
  if (/^<svg|^<!doctype svg/.test(start)) return `an SVG drawing, which has no pixels of its own; ${convert}`;
  if (start.startsWith('<?xml')) return `XML text (perhaps an SVG drawing), not an image; ${convert}`;
  if (head.every((byte) => byte === 0)) return 'only zeros, not an image (perhaps an interrupted download)';
  return isText(head.subarray(0, sniffBytes))
    ? 'text, not an image'
    : `not an image that can be read (${readableList})`;
}

/** UTF-8 without control characters; the last letter may be cut off. */
function isText(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
