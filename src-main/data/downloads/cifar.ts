/**
 * CIFAR-10's binary files (https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version"): records of one label byte and
 * 32 × 32 pixels, all red, then all green, then all blue. The last file is the test's. Owns that format.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '#shared/problem.ts';
import { ByteStream, EndOfBytes } from '../byte-stream.ts';
import { fitRawPixels } from '../fit-pixels.ts';
import {
  planFor,
  type PicturePlan,
  type PictureTarget,
  type Sample,
  type Slots,
  type SourceContents,
} from '../format.ts';

const side = 32;
const plane = side * side;
const recordBytes = 1 + 3 * plane;
const recordsPerFile = 10_000;

/** All but the fingerprint, which the caller has. */
export function inspectCifar(
  paths: readonly string[],
  { title, labelNames }: Pick<SourceContents, 'title'> & { readonly labelNames: readonly string[] },
): Omit<SourceContents<PicturePlan>, 'fingerprint'> {
  return {
    candidates: paths.length * recordsPerFile,
    labelNames,
    samplesAreFiles: false,
    skipped: [],
    title,
    plan: planFor([side, side, 3]),
    decode: (slots, { picture }, signal) => decode(paths, labelNames.length, slots, picture, signal),
  };
}

async function* decode(
  paths: readonly string[],
  labels: number,
  slots: Slots,
  target: PictureTarget,
  signal: AbortSignal,
): AsyncGenerator<Sample, void, undefined> {
  let slot = 0;
  for (const [file, path] of paths.entries()) {
    await checkSize(path);
    const stream = new ByteStream(createReadStream(path, { signal, highWaterMark: 1024 * 1024 }));
    try {
      let at = 0;
      for (; slot < slots.count && slots.at(slot).first < (file + 1) * recordsPerFile; slot += 1) {
        const record = slots.at(slot).first - file * recordsPerFile;
        await stream.skip((record - at) * recordBytes);
        const bytes = await stream.take(recordBytes);
        at = record + 1;
        if (bytes[0]! >= labels) throw damaged(path, `record ${record} has the label ${bytes[0]}`);
        yield {
          values: await fitRawPixels({ pixels: interleave(bytes), width: side, height: side, channels: 3 }, target),
          label: bytes[0]!,
          file: null,
          originalWidth: side,
          originalHeight: side,
          part: file === paths.length - 1 ? 'test' : 'train',
        };
      }
    } catch (error) {
      throw error instanceof EndOfBytes ? damaged(path, 'it became shorter while it was read') : error;
    } finally {
      await stream.close();
    }
  }
}

/** A record's planes as [height, width, channels]. */
function interleave(record: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) pixels[pixel * 3 + channel] = record[1 + channel * plane + pixel]!;
  }
  return pixels;
}

async function checkSize(path: string): Promise<void> {
  const size = (await stat(path).catch(() => null))?.size ?? 0;
  if (size !== recordsPerFile * recordBytes) throw damaged(path, `it has ${size.toLocaleString('en')} bytes`);
}

function damaged(path: string, what: string): UserError {
  return new UserError({
    received: `“${basename(path)}”: ${what}.`,
    expected: `A file of CIFAR-10: ${recordsPerFile.toLocaleString('en')} records of ${recordBytes.toLocaleString('en')} bytes.`,
    action: 'Remove the folder it lies in and download CIFAR-10 again.',
  });
}
