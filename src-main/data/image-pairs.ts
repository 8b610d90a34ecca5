/**
 * Pairs of images: what comes in from one folder, what should come out from another. Images belong together that have the same name
 * and place in their folders, whatever their extensions; those without a partner are skipped by name and reason.
 */
import { basename } from 'node:path';
import type { DataSource } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { decodeImage } from './decode-image.ts';
import { listImages, type FolderContents, type ImageFile } from './folder-listing.ts';
import { partition } from './folder-parts.ts';
import { countOf, picturePlan, type DataFormat, type PicturePlan, type Sample, type Skipped } from './format.ts';
import { decodeInOrder, fingerprintFiles, planImages } from './image-files.ts';
import { FileProblem } from './read-file.ts';

interface Pair {
  /** The input's, relative to its folder. */
  readonly name: string;
  readonly input: ImageFile;
  readonly target: ImageFile;
}

export const imagePairs: DataFormat<Extract<DataSource, { kind: 'imagePairs' }>, PicturePlan> = {
  async inspect(source, { signal, data }) {
    const inputs = await listImages(source.inputs, signal);
    const targets = await listImages(source.targets, signal);
    const { pairs, skipped } = match(inputs, targets);
    if (pairs.length === 0) throw nothingMatches(source, inputs, targets);
    const { ordered, labelNames, key } = partition(pairs, data.split, source.inputs);
    const prints = [inputs, targets].map(({ root, images }) => fingerprintFiles(root, images, []));
    const names = [inputs, targets].map(({ root }) => `“${basename(root) || root}”`);
    return {
      fingerprint: JSON.stringify(['pairs', ...prints, skipped.length, key]),
      candidates: ordered.length,
      labelNames,
      samplesAreFiles: true,
      skipped,
      title: (samples) => `${countOf(samples, 'pair')} from ${names.join(' and ')}`,
      async plan({ image }, aborted) {
        const files = (which: 'input' | 'target'): ImageFile[] => ordered.map(({ file }) => file[which]);
        const first = await planImages(files('input'), image, source.inputs, aborted);
        // What should come out keeps its own colours: colouring grey pictures is learnt so.
        const own = { ...image, color: 'auto' } as const;
        return picturePlan(first, await planImages(files('target'), own, source.targets, aborted));
      },
      decode: (slots, plan, aborted) =>
        decodeInOrder(
          slots,
          async (candidate): Promise<Sample | Skipped> => {
            const { file, label, part } = ordered[candidate]!;
            const sample = await orSkipped(inputs, file.input, () => decodeImage(file.input.path, plan.picture));
            if ('reason' in sample) return sample;
            const second = await orSkipped(targets, file.target, () => decodeImage(file.target.path, plan.second!));
            if ('reason' in second) return second;
            const { pixels: values, ...sizes } = sample;
            return { values, ...sizes, target: second.pixels, label, file: file.name, ...(part && { part }) };
          },
          aborted,
        ),
    };
  },
};

/** Files of two folders: each is named with its own. */
const nameIn = ({ root }: FolderContents, name: string): string => `${basename(root)}/${name}`;

/** "a/b.png" → "a/b". */
function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') + 1 ? name.slice(0, dot) : name;
}

async function orSkipped<T>(folder: FolderContents, { name }: ImageFile, work: () => Promise<T>): Promise<T | Skipped> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    return { file: nameIn(folder, name), reason: error.message };
  }
}

function match(inputs: FolderContents, targets: FolderContents): { pairs: Pair[]; skipped: Skipped[] } {
  const [first, second] = [byName(inputs), byName(targets)];
  const inFolder = ({ skipped }: FolderContents, folder: FolderContents): Skipped[] =>
    skipped.map(({ file, reason }) => ({ file: nameIn(folder, file), reason }));
  const lonely = (
    images: ReadonlyMap<string, ImageFile>,
    others: ReadonlyMap<string, ImageFile>,
    own: FolderContents,
    other: FolderContents,
  ): Skipped[] =>
    [...images]
      .filter(([name]) => !others.has(name))
      .map(([, { name }]) => ({
        file: nameIn(own, name),
        reason: `without a partner: “${basename(other.root)}” has no image “${withoutExtension(name)}”`,
      }));
  return {
    pairs: [...first.images].flatMap(([name, input]) => {
      const target = second.images.get(name);
      return target ? [{ name: input.name, input, target }] : [];
    }),
    skipped: [
      ...inFolder(inputs, inputs),
      ...inFolder(targets, targets),
      ...first.skipped,
      ...second.skipped,
      ...lonely(first.images, second.images, inputs, targets),
      ...lonely(second.images, first.images, targets, inputs),
    ],
  };
}

/** The first image of each name without extension, in natural order; others of that name are skipped. */
function byName(folder: FolderContents): { images: Map<string, ImageFile>; skipped: Skipped[] } {
  const images = new Map<string, ImageFile>();
  const skipped: Skipped[] = [];
  for (const image of folder.images) {
    const name = withoutExtension(image.name);
    const first = images.get(name);
    if (!first) images.set(name, image);
    else
      skipped.push({
        file: nameIn(folder, image.name),
        reason: `“${first.name}” has the same name and is used instead`,
      });
  }
  return { images, skipped };
}

function nothingMatches(
  source: Extract<DataSource, { kind: 'imagePairs' }>,
  inputs: FolderContents,
  targets: FolderContents,
): UserError {
  const some = ({ images }: FolderContents): string => (images[0] ? `, such as “${images[0].name}”` : '');
  return new UserError({
    received: `No image of “${source.inputs}” (${countOf(inputs.images.length, 'image')}${some(inputs)}) has a partner in “${source.targets}” (${countOf(targets.images.length, 'image')}${some(targets)}).`,
    expected: 'Two folders with images of the same names; their extensions may differ.',
    action: 'Choose the two folders whose images belong together, or rename the images.',
  });
}
