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
import {
  countOf,
  planFor,
  type DataFormat,
  type Part,
  type PictureTarget,
  type PicturePlan,
  type Sample,
  type Skipped,
  type Slots,
  type SourceContents,
} from './format.ts';
import { openIdx, idxError, type IdxFile } from './idx-file.ts';

const longestSide = 4096;
const mostImages = 50_000_000;

export const idx: DataFormat<Extract<DataSource, { kind: 'idx' }>, PicturePlan> = {
  inspect: ({ images, labels, test }) =>
    inspectIdx(
      test
        ? [
            { images, labels, part: 'train' },
            { ...test, part: 'test' },
          ]
        : [{ images, labels }],
      { title: (used) => `${countOf(used, 'image')} from “${basename(images)}”` },
    ),
};

export interface IdxPart {
  /** Absolute paths. Without labels, those beside the images are taken. */
  readonly images: string;
  readonly labels?: string | undefined;
  /** Left out where nothing is kept apart. */
  readonly part?: Part;
}

interface OpenPart {
  readonly images: IdxFile;
  readonly labels: IdxFile | null;
  readonly shape: ImageShape;
  readonly samples: number;
  readonly part: Part | undefined;
}

/** What IDX files hold, one part after the other; sizes and labels may differ. Throws a UserError naming the file. */
export async function inspectIdx(
  files: readonly IdxPart[],
  { title, labelNames }: Pick<SourceContents, 'title'> & { readonly labelNames?: readonly string[] },
): Promise<SourceContents<PicturePlan>> {
  const skipped: Skipped[] = [];
  const opened: OpenPart[] = [];
  for (const file of files) opened.push(await openPart(file, skipped));
  const unlabelled = opened.find(({ labels }) => labels === null);
  const labelled = opened.find(({ labels }) => labels !== null);
  if (labelled && unlabelled) {
    skipped.push({
      file: basename(labelled.labels!.path),
      reason: `labels that are not used: “${basename(unlabelled.images.path)}” has none`,
    });
  }
  const prints = opened.flatMap(({ images, labels }) => [images.fingerprint, labels?.fingerprint ?? null]);
  const { shape } = opened[0]!;
  return {
    fingerprint: JSON.stringify(prints),
    candidates: opened.reduce((sum, { samples }) => sum + samples, 0),
    labelNames: unlabelled ? null : (labelNames ?? Array.from({ length: 256 }, (_, label) => String(label))),
    samplesAreFiles: false,
    skipped,
    title,
    plan: planFor([shape.height, shape.width, shape.channels]),
    decode: (slots, { picture }, signal) => decode(opened, slots, picture, signal),
  };
}

async function openPart({ images: path, labels, part }: IdxPart, skipped: Skipped[]): Promise<OpenPart> {
  const images = await openIdx(path);
  const shape = imageShape(images);
  const samples = images.dimensions[0]!;
  return {
    images,
    shape,
    samples,
    labels: labels === undefined ? await findLabels(path, samples, skipped) : await openLabels(labels, samples),
    part,
  };
}

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
  opened: readonly OpenPart[],
  slots: Slots,
  target: PictureTarget,
  signal: AbortSignal,
): AsyncGenerator<Sample, void, undefined> {
  let slot = 0;
  let before = 0;
  for (const { images, labels, shape, samples, part } of opened) {
    const { height, width, channels } = shape;
    const sampleBytes = height * width * channels;
    const labelValues = labels ? await labels.readAll(signal) : null;
    const bytes = images.bytes(signal);
    try {
      let at = 0;
      for (; slot < slots.count && slots.at(slot).first < before + samples; slot += 1) {
        const first = slots.at(slot).first - before;
        await bytes.skip((first - at) * sampleBytes);
        const pixels = await bytes.take(sampleBytes);
        at = first + 1;
        yield {
          values: await fitRawPixels({ pixels, width, height, channels }, target),
          label: labelValues ? labelValues[first]! : null,
          file: null,
          originalWidth: width,
          originalHeight: height,
          ...(part && { part }),
        };
      }
      // What is left must still be there, and nothing more: a file cut short must not pass because of a limit.
      await bytes.finish();
    } finally {
      await bytes.close();
    }
    before += samples;
  }
}
