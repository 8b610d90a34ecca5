/** A folder of pictures as people have them: three subfolders, several formats and sizes, and five files that are broken. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const formats = ['png', 'jpeg', 'webp', 'gif', 'tiff'] as const;
const shapes = {
  circles: '<circle cx="32" cy="32" r="RADIUS" fill="COLOUR"/>',
  squares: '<rect x="8" y="8" width="RADIUS" height="RADIUS" fill="COLOUR"/>',
  stripes: '<path d="M0 RADIUSh64M8 0v64" stroke="COLOUR" stroke-width="9"/>',
};

/** What is wrong with each, by its name; the import must name every one of them. */
export const broken: Readonly<Record<string, (good: Buffer) => Buffer>> = {
  'circles/empty.png': () => Buffer.alloc(0),
  'circles/half.png': (good) => good.subarray(0, Math.floor(good.length / 2)),
  'squares/letter.jpg': () => Buffer.from('Dear all, attached you find no picture.\n'),
  'squares/page.webp': () => Buffer.from('<!doctype html><title>404</title>'),
  'stripes/noise.gif': () => Buffer.from(Uint8Array.from({ length: 2000 }, (_, at) => (at * 167 + 13) % 251)),
};

/** Writes `perLabel` pictures into each subfolder; resolves with how many good ones there are. */
export async function writeImageFolder(folder: string, perLabel: number): Promise<number> {
  for (const [label, drawing] of Object.entries(shapes)) {
    await mkdir(join(folder, label), { recursive: true });
    for (let at = 0; at < perLabel; at++) {
      const format = formats[at % formats.length]!;
      const inside = drawing
        .replaceAll('RADIUS', String(12 + (at % 16)))
        .replaceAll('COLOUR', `hsl(${(at * 37) % 360} 80% 60%)`);
      // Every seventh is wider than the rest.
      const width = at % 7 === 0 ? 96 : 64;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="64" viewBox="0 0 64 64"><rect width="64" height="64" fill="#222"/>${inside}</svg>`;
      await sharp(Buffer.from(svg))
        .toFormat(format)
        .toFile(join(folder, label, `${at}.${format}`));
    }
  }
  const good = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#246' } })
    .png()
    .toBuffer();
  for (const [name, spoil] of Object.entries(broken)) await writeFile(join(folder, name), spoil(good));
  // Neither a picture nor broken: passed over.
  await writeFile(join(folder, 'notes.txt'), 'Taken in May.');
  return perLabel * Object.keys(shapes).length;
}
