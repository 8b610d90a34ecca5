/**
 * A folder of images, nested as it likes. Labels are the names of its first-level subfolders; images beside them are
 * labelled "(no folder)". Files that cannot be decoded are skipped by name and reason.
 */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { DataSource, ImagePreprocessing } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { decodeImage, isGrey, probeImage, type Probe } from './decode-image.ts';
import { listImages, type ImageFile } from './folder-listing.ts';
import {
  countOf,
  spreadSlots,
  type DataFormat,
  type Sample,
  type Skipped,
  type Slot,
  type Slots,
  type Target,
} from './format.ts';
import { compareNaturally } from './natural-order.ts';
import { FileProblem } from './read-file.ts';

/** Images whose headers settle the most common size, and images whose pixels settle colour; spread evenly. */
const sizeSample = 1000;
const colorSample = 64;
const mostLabels = 65_535;
const noFolder = '(no folder)';
/** Each decodes on one thread of Node's pool, which has four. */
const jobs = Math.min(4, Math.max(2, availableParallelism()));

export const imageFolder: DataFormat<Extract<DataSource, { kind: 'imageFolder' }>> = {
  async inspect(source, { signal }) {
    const { root, images, skipped } = await listImages(source.path, signal);
    if (images.length === 0) throw nothingFound(source.path, skipped);
    const { names, labelOf } = labelsOf(images);
    return {
      fingerprint: fingerprint(root, images, skipped),
      candidates: images.length,
      labelNames: names,
      samplesAreFiles: true,
      skipped,
      title: (samples) => `${countOf(samples, 'image')} from “${basename(root) || root}”`,
      plan: (image, aborted) => plan(images, image, source.path, aborted),
      decode: (slots, target, aborted) => decodeInOrder(images, labelOf, slots, target, aborted),
    };
  },
};

/** The path too: of two folders with equal names, sizes and times, one may hold other pixels. */
function fingerprint(root: string, images: readonly ImageFile[], skipped: readonly Skipped[]): string {
  const hash = createHash('sha256').update(`${root}\n`);
  const piece = 1000;
  for (let start = 0; start < images.length; start += piece) {
    const lines = images
      .slice(start, start + piece)
      .map(({ name, bytes, modifiedAt, changedAt }) => `${name}\0${bytes}\0${modifiedAt}\0${changedAt}\n`);
    hash.update(lines.join(''));
  }
  for (const { file, reason } of skipped) hash.update(`${file}\0${reason}\n`);
  return hash.digest('hex');
}

function labelsOf(images: readonly ImageFile[]): {
  names: string[] | null;
  labelOf: (image: ImageFile) => number | null;
} {
  const folderOf = ({ name }: ImageFile): string => (name.includes('/') ? name.slice(0, name.indexOf('/')) : noFolder);
  const names = [...new Set(images.map(folderOf))].sort(compareNaturally);
  const none = names.length > mostLabels || (names.length === 1 && names[0] === noFolder);
  if (none) return { names: null, labelOf: () => null };
  const positions = new Map(names.map((name, position) => [name, position]));
  return { names, labelOf: (image) => positions.get(folderOf(image))! };
}

async function plan(
  images: readonly ImageFile[],
  image: ImagePreprocessing,
  folder: string,
  signal: AbortSignal,
): Promise<Target> {
  const probes: { file: ImageFile; probe: Probe }[] = [];
  const ownSize = image.height === null || image.width === null;
  if (ownSize || image.color === 'auto') {
    const sample = spreadSlots(images.length, sizeSample);
    for (let slot = 0; slot < sample.count; slot += 1) {
      signal.throwIfAborted();
      const file = images[sample.at(slot).first]!;
      const probe = await usable(probeImage(file.path));
      if (probe) probes.push({ file, probe });
    }
  }
  const own = mostCommonSize(probes.map(({ probe }) => probe));
  if (ownSize && !own) throw nothingUsable(folder, images);
  return {
    height: image.height ?? own!.height,
    width: image.width ?? own!.width,
    channels: image.color === 'grey' || (image.color === 'auto' && (await allGrey(probes, signal))) ? 1 : 3,
    fit: image.fit,
    invert: image.invert,
  };
}

function mostCommonSize(probes: readonly Probe[]): { width: number; height: number } | null {
  const counts = new Map<string, { width: number; height: number; count: number }>();
  for (const { width, height } of probes) {
    const size = counts.get(`${width}×${height}`) ?? { width, height, count: 0 };
    size.count += 1;
    counts.set(`${width}×${height}`, size);
  }
  return [...counts.values()].reduce<{ width: number; height: number; count: number } | null>(
    (best, size) => (best && best.count >= size.count ? best : size),
    null,
  );
}

async function allGrey(probes: readonly { file: ImageFile; probe: Probe }[], signal: AbortSignal): Promise<boolean> {
  const unsure = probes.filter(({ probe }) => probe.grey === null);
  const sample = spreadSlots(unsure.length, colorSample);
  for (let slot = 0; slot < sample.count; slot += 1) {
    signal.throwIfAborted();
    if ((await usable(isGrey(unsure[sample.at(slot).first]!.file.path))) === false) return false;
  }
  return probes.length > 0;
}

/** Null instead of a FileProblem: broken files get their turn, and their reason, when everything is decoded. */
async function usable<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FileProblem) return null;
    throw error;
  }
}

/** Decodes a few slots at once and yields them in their own order. */
async function* decodeInOrder(
  images: readonly ImageFile[],
  labelOf: (image: ImageFile) => number | null,
  slots: Slots,
  target: Target,
  signal: AbortSignal,
): AsyncGenerator<Sample | Skipped, void, undefined> {
  const underWay: Promise<(Sample | Skipped)[]>[] = [];
  let next = 0;
  const fill = (): void => {
    while (underWay.length < jobs && next < slots.count && !signal.aborted) {
      const work = decodeSlot(images, labelOf, slots.at(next++), target, signal);
      // Whoever takes it out of the queue meets the error; this keeps it from counting as unhandled until then.
      work.catch(() => undefined);
      underWay.push(work);
    }
  };
  try {
    for (fill(); underWay.length > 0; fill()) {
      const outcomes = await underWay.shift()!;
      signal.throwIfAborted();
      yield* outcomes;
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}

async function decodeSlot(
  images: readonly ImageFile[],
  labelOf: (image: ImageFile) => number | null,
  slot: Slot,
  target: Target,
  signal: AbortSignal,
): Promise<(Sample | Skipped)[]> {
  const outcomes: (Sample | Skipped)[] = [];
  for (let candidate = slot.first; candidate < slot.end && !signal.aborted; candidate += 1) {
    const image = images[candidate]!;
    try {
      outcomes.push({ ...(await decodeImage(image.path, target)), label: labelOf(image), file: image.name });
      break;
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      outcomes.push({ file: image.name, reason: error.message });
    }
  }
  return outcomes;
}

function nothingFound(folder: string, skipped: readonly Skipped[]): UserError {
  const example = skipped[0];
  const named = example
    ? ` What looked like images could not be used, for example “${example.file}”: ${example.reason}.`
    : '';
  return new UserError({
    received: `The folder “${folder}” holds no images.${named}`,
    expected: 'JPEG, PNG, WebP, GIF, TIFF, AVIF or BMP files, in subfolders if you like.',
    action: 'Choose the folder that holds the images themselves, or convert them.',
  });
}

function nothingUsable(folder: string, images: readonly ImageFile[]): UserError {
  return new UserError({
    received: `None of the ${countOf(images.length, 'image file')} in “${folder}” that were looked at can be decoded.`,
    expected: 'At least one whole JPEG, PNG, WebP, GIF, TIFF, AVIF or BMP file.',
    action: 'Open one of them in an image viewer; if it shows there, save it again as PNG.',
  });
}
