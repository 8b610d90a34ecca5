/**
 * A folder of images, nested as it likes. Labels are the names of its first-level subfolders; images beside them are
 * labelled "(no folder)". Files that cannot be decoded are skipped by name and reason.
 */
import { basename } from 'node:path';
import type { DataSource } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import { decodeImage } from './decode-image.ts';
import { partition } from './folder-parts.ts';
import { listImages } from './folder-listing.ts';
import { countOf, picturePlan, type DataFormat, type PicturePlan, type Sample, type Skipped } from './format.ts';
import { decodeInOrder, fingerprintFiles, planImages } from './image-files.ts';
import { FileProblem } from './read-file.ts';

export const imageFolder: DataFormat<Extract<DataSource, { kind: 'imageFolder' }>, PicturePlan> = {
  async inspect(source, { signal, data }) {
    const { root, images, skipped } = await listImages(source.path, signal);
    if (images.length === 0) throw nothingFound(source.path, skipped);
    const { ordered, labelNames, key } = partition(images, data.split, source.path);
    return {
      fingerprint: `${fingerprintFiles(root, images, skipped)}${key}`,
      candidates: ordered.length,
      labelNames,
      samplesAreFiles: true,
      skipped,
      title: (samples) => `${countOf(samples, 'image')} from “${basename(root) || root}”`,
      plan: async ({ image }, aborted) =>
        picturePlan(
          await planImages(
            ordered.map(({ file }) => file),
            image,
            source.path,
            aborted,
          ),
        ),
      decode: (slots, { picture }, aborted) =>
        decodeInOrder(
          slots,
          async (candidate): Promise<Sample | Skipped> => {
            const { file, label, part } = ordered[candidate]!;
            try {
              const { pixels: values, ...sizes } = await decodeImage(file.path, picture);
              return { values, ...sizes, label, file: file.name, ...(part && { part }) };
            } catch (error) {
              if (!(error instanceof FileProblem)) throw error;
              return { file: file.name, reason: error.message };
            }
          },
          aborted,
        ),
    };
  },
};

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
