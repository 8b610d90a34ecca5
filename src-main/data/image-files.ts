/**
 * What sources made of image files share: telling changed files from unchanged ones, settling size and colour, and decoding several
 * at once in their own order. Owns no listing, no labels and no pairs.
 */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { ImagePreprocessing } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { isGrey, probeImage, type Probe } from './decode-image.ts';
import type { ImageFile } from './folder-listing.ts';
import {
  countOf,
  spreadSlots,
  type Sample,
  type Skipped,
  type Slot,
  type Slots,
  type PictureTarget,
} from './format.ts';
import { FileProblem } from './read-file.ts';

/** Images whose headers settle the most common size, and images whose pixels settle colour; spread evenly. */
const sizeSample = 1000;
const colorSample = 64;
/** Each decodes on one thread of Node's pool, which has four. */
const jobs = Math.min(4, Math.max(2, availableParallelism()));

/** The path too: of two folders with equal names, sizes and times, one may hold other pixels. */
export function fingerprintFiles(root: string, images: readonly ImageFile[], skipped: readonly Skipped[]): string {
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

/** Size and colour of these images, in part by looking at some. Throws a UserError where none of them can be decoded. */
export async function planImages(
  images: readonly ImageFile[],
  image: ImagePreprocessing,
  folder: string,
  signal: AbortSignal,
): Promise<PictureTarget> {
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

/** What a candidate became: a sample, or the reason why it cannot be one. */
export type DecodeCandidate = (candidate: number) => Promise<Sample | Skipped>;

/** Decodes a few slots at once and yields them in their own order. */
export async function* decodeInOrder(
  slots: Slots,
  decode: DecodeCandidate,
  signal: AbortSignal,
): AsyncGenerator<Sample | Skipped, void, undefined> {
  const underWay: Promise<(Sample | Skipped)[]>[] = [];
  let next = 0;
  const fill = (): void => {
    while (underWay.length < jobs && next < slots.count && !signal.aborted) {
      const work = decodeSlot(slots.at(next++), decode, signal);
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

async function decodeSlot(slot: Slot, decode: DecodeCandidate, signal: AbortSignal): Promise<(Sample | Skipped)[]> {
  const outcomes: (Sample | Skipped)[] = [];
  for (let candidate = slot.first; candidate < slot.end && !signal.aborted; candidate += 1) {
    const outcome = await decode(candidate);
    outcomes.push(outcome);
    if ('values' in outcome) break;
  }
  return outcomes;
}

function nothingUsable(folder: string, images: readonly ImageFile[]): UserError {
  return new UserError({
    received: `None of the ${countOf(images.length, 'image file')} in “${folder}” that were looked at can be decoded.`,
    expected: 'At least one whole JPEG, PNG, WebP, GIF, TIFF, AVIF or BMP file.',
    action: 'Open one of them in an image viewer; if it shows there, save it again as PNG.',
  });
}
