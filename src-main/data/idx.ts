/**
 * IDX files, MNIST's format (http://yann.lecun.com/exdb/mnist, "file formats"), gzipped or not: unsigned bytes,
 * [images, height, width] or [images, height, width, 1 or 3], and labels [images]. Nothing of a file is believed before
 * its header fits its length; a labels file beside the images is found by its name.
 */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DataSource } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { fitRawPixels } from './fit-pixels.ts';
import { countOf, type DataFormat, type Sample, type Skipped, type Slots, type Target } from './format.ts';
import { openIdx, idxError, type IdxFile } from './idx-file.ts';

const longestSide = 4096;
const mostImages = 50_000_000;

export const idx: DataFormat<Extract<DataSource, { kind: 'idx' }>> = {
  async inspect(source) {
    const images = await openIdx(source.images);
    const { height, width, channels } = imageShape(images);
    const samples = images.dimensions[0]!;
    const skipped: Skipped[] = [];
    const labels =
      source.labels === undefined
        ? await findLabels(source.images, samples, skipped)
        : await openLabels(source.labels, samples);
    return {
      fingerprint: JSON.stringify([images.fingerprint, labels?.fingerprint ?? null]),
      candidates: samples,
      labelNames: labels ? Array.from({ length: 256 }, (_, label) => String(label)) : null,
      samplesAreFiles: false,
      skipped,
      title: (used) => `${countOf(used, 'image')} from “${basename(source.images)}”`,
      plan: async (image) => ({
        height: image.height ?? height,
        width: image.width ?? width,
        channels: image.color === 'auto' ? channels : image.color === 'grey' ? 1 : 3,
        fit: image.fit,
        invert: image.invert,
      }),
      decode: (slots, target, signal) => decode(images, labels, { height, width, channels }, slots, target, signal),
    };
  },
};

interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

function imageShape(file: IdxFile): ImageShape {
  const [samples, height, width, channels = 1] = file.dimensions;
  const received = `it holds ${file.dimensions.join(' × ')} values`;
  if (file.dimensions.length === 1) {
    throw idxError(
      file.path,
      `${received}: labels, not images`,
      'Choose the images file (“…-images-idx3-ubyte”); its labels are found beside it.',
    );
  }
  if (height === undefined || width === undefined || file.dimensions.length > 4 || (channels !== 1 && channels !== 3)) {
    throw idxError(
      file.path,
      received,
      'Export the images as images × height × width, with 1 or 3 channels at the end if you like.',
    );
  }
  if (!samples || !height || !width) throw idxError(file.path, `${received}: no images`, 'Choose another file.');
  if (samples > mostImages) {
    throw idxError(
      file.path,
      `it holds ${countOf(samples, 'image')}`,
      `Split it: at most ${countOf(mostImages, 'image')} are read.`,
    );
  }
  if (Math.max(height, width) > longestSide) {
    throw idxError(
      file.path,
      `its images have ${width} × ${height} pixels`,
      `Scale them to at most ${longestSide} × ${longestSide} first.`,
    );
  }
  return { height, width, channels };
}

async function openLabels(path: string, samples: number): Promise<IdxFile> {
  const labels = await openIdx(path);
  if (labels.dimensions.length !== 1) {
    throw idxError(
      path,
      `it holds ${labels.dimensions.join(' × ')} values, not one label an image`,
      'Choose the labels file (“…-labels-idx1-ubyte”).',
    );
  }
  if (labels.dimensions[0] !== samples) {
    throw idxError(
      path,
      `it holds ${countOf(labels.dimensions[0]!, 'label')} for ${countOf(samples, 'image')}`,
      'Choose the labels that belong to these images.',
    );
  }
  return labels;
}

/** The labels file next to the images. One that does not fit costs the labels, not the import: nobody chose it. */
async function findLabels(imagesPath: string, samples: number, skipped: Skipped[]): Promise<IdxFile | null> {
  for (const name of labelNamesFor(basename(imagesPath))) {
    const path = join(dirname(imagesPath), name);
    if (!(await stat(path).catch(() => null))?.isFile()) continue;
    try {
      return await openLabels(path, samples);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      skipped.push({ file: name, reason: `labels that do not fit: ${error.received}` });
    }
  }
  return null;
}

/** "train-images-idx3-ubyte.gz" → "train-labels-idx1-ubyte.gz", then without ".gz". Empty when the name says nothing. */
export function labelNamesFor(imagesName: string): string[] {
  const name = imagesName.replace(/\.gz$/i, '');
  const labels = name
    .replace(/images/i, (word) => (word === 'IMAGES' ? 'LABELS' : word === 'Images' ? 'Labels' : 'labels'))
    .replace(/idx[34]/i, 'idx1');
  if (labels === name) return [];
  return name === imagesName ? [labels, `${labels}.gz`] : [`${labels}.gz`, labels];
}

async function* decode(
  images: IdxFile,
  labels: IdxFile | null,
  shape: ImageShape,
  slots: Slots,
  target: Target,
  signal: AbortSignal,
): AsyncGenerator<Sample, void, undefined> {
  const { height, width, channels } = shape;
  const sampleBytes = height * width * channels;
  const labelValues = labels ? await labels.readAll(signal) : null;
  const bytes = images.bytes(signal);
  try {
    let at = 0;
    for (let slot = 0; slot < slots.count; slot += 1) {
      const { first } = slots.at(slot);
      await bytes.skip((first - at) * sampleBytes);
      const pixels = await bytes.take(sampleBytes);
      at = first + 1;
      yield {
        pixels: await fitRawPixels({ pixels, width, height, channels }, target),
        label: labelValues ? labelValues[first]! : null,
        file: null,
        originalWidth: width,
        originalHeight: height,
      };
    }
    // What is left must still be there, and nothing more: a file cut short must not pass because of a limit.
    await bytes.finish();
  } finally {
    await bytes.close();
  }
}
