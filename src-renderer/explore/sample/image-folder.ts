/** Many drawn samples as a folder of PNGs in a zip file. Owns names and pieces; nothing is written before all is there. */
import { zipSync } from 'fflate';
import type { Pictures } from '#shared/wire/explore/values.ts';
import { pngOf } from '../export/save.ts';
import type { Steps } from '../local-job.ts';
import { imageOf } from '../pixels.ts';

/** Asked for at once: some tenths of a second's work. */
const piece = 64;

export interface ImageFolder {
  readonly name: string;
  readonly count: number;
  /** Samples number `first` to `first + count − 1`. */
  readonly draw: (first: number, count: number) => Promise<Pictures>;
}

export async function zipSamples({ name, count, draw }: ImageFolder, steps: Steps): Promise<Blob> {
  const digits = String(count).length;
  const files: Record<string, Uint8Array> = {};
  for (let first = 0; first < count; first += piece) {
    const pictures = await draw(first, Math.min(piece, count - first));
    for (let index = 0; index < pictures.count; index++) {
      const number = String(first + index + 1).padStart(digits, '0');
      files[`${name}/sample-${number}.png`] = await bytesOfPng(pictures, index);
    }
    await steps.report(Math.min(count, first + piece), count, `Drawing ${count.toLocaleString('en')} samples`);
  }
  // PNGs are packed already.
  return new Blob([zipSync(files, { level: 0 })], { type: 'application/zip' });
}

async function bytesOfPng(pictures: Pictures, index: number): Promise<Uint8Array> {
  const { width, height } = pictures;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  canvas.getContext('2d')!.putImageData(imageOf(pictures, index), 0, 0);
  return new Uint8Array(await (await pngOf(canvas)).arrayBuffer());
}
