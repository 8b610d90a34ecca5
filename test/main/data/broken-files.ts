/** Fifty kinds of files that cannot be used as images, each made in a folder under a name that says what is wrong. */
import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { bmpFile, noise, plain, put } from './fixtures.ts';

type Make = (path: string) => Promise<unknown>;
/** File name, how to make it, and what its reason must say. */
export type BrokenFile = readonly [name: string, make: Make, reason: RegExp];

const bytes =
  (contents: Uint8Array | string | readonly number[]): Make =>
  (path) =>
    put(path, contents instanceof Uint8Array || typeof contents === 'string' ? contents : Uint8Array.from(contents));

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return chunk;
}

/** A PNG whose header promises a size that its data need not have. */
export function pngOf(width: number, height: number, pixels: Uint8Array, depth = 8, colorType = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  header[9] = colorType;
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(pixels)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const cut = (file: Buffer, share: number): Buffer => file.subarray(0, Math.floor(file.length * share));
function changed(file: Buffer, at: number, values: readonly number[]): Buffer {
  const copy = Buffer.from(file);
  copy.set(values, at);
  return copy;
}

/** The files; `outside` is an existing file that lies outside of the folder in which they are made. */
export async function brokenFiles(outside: string): Promise<readonly BrokenFile[]> {
  const image = noise(48, 40, 7);
  const [jpeg, png, webp, gif, tiff, avif] = await Promise.all([
    image.clone().jpeg().toBuffer(),
    image.clone().png().toBuffer(),
    image.clone().webp().toBuffer(),
    image.clone().gif().toBuffer(),
    image.clone().tiff().toBuffer(),
    plain(64, 64, [10, 20, 30]).avif().toBuffer(),
  ]);
  const bmp = bmpFile({
    width: 20,
    height: 20,
    bitsPerPixel: 24,
    pixels: Array.from({ length: 1200 }, (_, i) => i % 256),
  });
  const truncated = /^truncated/;
  const damaged = /^damaged/;
  const broken = /^(damaged|truncated)/;
  const large = /^too large/;
  return [
    ['empty.png', bytes(''), /^empty/],
    ['empty.jpg', bytes(''), /^empty/],
    ['one-byte.png', bytes([0x89]), /not an image/],
    ['signature-only.png', bytes(png.subarray(0, 8)), truncated],
    ['cut-in-header.png', bytes(png.subarray(0, 20)), truncated],
    ['cut-at-third.png', bytes(cut(png, 0.3)), truncated],
    ['cut-near-end.png', bytes(cut(png, 0.9)), truncated],
    [
      'bad-data.png',
      bytes(
        changed(
          png,
          png.length >> 1,
          Array.from({ length: 40 }, () => 0xaa),
        ),
      ),
      broken,
    ],
    ['huge-header.png', bytes(pngOf(60_000, 60_000, Buffer.alloc(100))), large],
    ['bomb.png', bytes(pngOf(30_000, 30_000, Buffer.alloc(30_000_000))), large],
    ['zero-size.png', bytes(pngOf(0, 0, Buffer.alloc(0))), broken],
    ['too-little-data.png', bytes(pngOf(500, 500, Buffer.alloc(1000))), broken],
    ['bad-depth.png', bytes(pngOf(8, 8, Buffer.alloc(200), 7)), broken],
    ['cut-in-header.jpg', bytes(jpeg.subarray(0, 30)), broken],
    ['cut-at-third.jpg', bytes(cut(jpeg, 0.3)), truncated],
    ['cut-near-end.jpg', bytes(cut(jpeg, 0.8)), truncated],
    ['marker-only.jpg', bytes([0xff, 0xd8, 0xff, 0xe0]), broken],
    ['start-and-end.jpg', bytes([0xff, 0xd8, 0xff, 0xd9]), broken],
    ['cut.webp', bytes(cut(webp, 0.5)), truncated],
    ['cut-in-header.webp', bytes(webp.subarray(0, 16)), truncated],
    [
      'bad-data.webp',
      bytes(
        changed(
          webp,
          20,
          Array.from({ length: 60 }, () => 0xff),
        ),
      ),
      broken,
    ],
    ['cut-in-header.gif', bytes(gif.subarray(0, 8)), broken],
    ['no-frames.gif', bytes(Buffer.concat([gif.subarray(0, 6), Buffer.from([8, 0, 8, 0, 0, 0, 0, 0x3b])])), broken],
    ['bad-blocks.gif', bytes(Buffer.concat([gif.subarray(0, 13), Buffer.alloc(200, 0x99)])), broken],
    ['cut.tif', bytes(cut(tiff, 0.4)), broken],
    ['cut-in-header.tif', bytes(tiff.subarray(0, 6)), broken],
    ['bad-directory.tif', bytes(changed(tiff, 4, [0xff, 0xff, 0xff, 0x7f])), broken],
    ['cut.avif', bytes(cut(avif, 0.6)), broken],
    ['cut-in-header.avif', bytes(avif.subarray(0, 40)), broken],
    ['cut.bmp', bytes(cut(bmp, 0.5)), truncated],
    ['cut-in-header.bmp', bytes(bmp.subarray(0, 20)), truncated],
    ['huge-header.bmp', bytes(changed(bmp, 18, [0, 0, 1, 0, 0, 0, 1, 0])), large],
    ['bad-depth.bmp', bytes(changed(bmp, 28, [5, 0])), damaged],
    ['bad-compression.bmp', bytes(changed(bmp, 30, [9, 0, 0, 0])), /unusual compression/],
    [
      'bad-run.bmp',
      bytes(bmpFile({ width: 4, height: 4, bitsPerPixel: 8, compression: 1, pixels: [255, 1, 255, 1] })),
      damaged,
    ],
    ['text.png', bytes('This is not an image.\n'), /^text/],
    ['table.jpg', bytes('a,b,c\n1,2,3\n'), /^text/],
    ['page.jpg', bytes('<!DOCTYPE html><html><body>404</body></html>'), /web page/],
    ['drawing.svg', bytes('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /SVG/],
    ['drawing.png', bytes('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /SVG/],
    [
      'entities.png',
      bytes('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
      /XML/,
    ],
    ['archive.png', bytes('PK\x03\x04 and so on'), /ZIP/],
    ['packed.png', bytes(gzipSync(png)), /gzip/],
    ['document.jpg', bytes('%PDF-1.7\n'), /PDF/],
    ['photo.heic', bytes('\0\0\0\x18ftypheic\0\0\0\0heicmif1'), /HEIC/],
    ['film.gif', bytes('\0\0\0\x18ftypisom\0\0\0\0isommp41'), /video/],
    ['zeros.jpg', bytes(Buffer.alloc(5000)), /only zeros/],
    ['pointer.png', bytes('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'), /Git LFS/],
    ['folder.png', (path) => mkdir(path), /a folder/],
    ['dangling.png', (path) => symlink(join(path, '..', 'nowhere.png'), path), /does not exist/],
    ['outside.png', (path) => symlink(outside, path), /outside/],
    ['circle.png', (path) => symlink(path, path), /circle/],
    ['pipe.png', async (path) => execFileSync('mkfifo', [path]), /not a regular file/],
  ];
}
