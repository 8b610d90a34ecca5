/** A project's data in words, and the small variants of it that previews are made from. Owns no calls. */
import type { DataBinding, DataSource, ImagePreprocessing } from '#shared/graph/document.ts';
import { builtinTitles, downloadTitles } from '#shared/dataset-titles.ts';
import type { DataForm } from '#shared/graph/data-form.ts';
import { formNouns, skippedNoun } from '../forms/words.ts';
import { formatAmount } from '../ui/format.ts';

/** Samples in the before-and-after preview. */
export const PREVIEW_SAMPLES = 6;
/** A common longest side for originals, so that previews of photographs stay quick. */
const PREVIEW_SIDE = 192;

/** The first and last parts of a path: "faces/train". */
export function shortPath(path: string, parts = 2): string {
  const all = path.split(/[\\/]/).filter((part) => part !== '');
  return all.slice(-parts).join('/');
}

export function describeSource(source: DataSource | null): string {
  switch (source?.kind) {
    case undefined:
      return 'No data yet';
    case 'builtin':
      return builtinTitles[source.name];
    case 'download':
      return downloadTitles[source.name];
    case 'imageFolder':
      return `Folder ${shortPath(source.path)}`;
    case 'imagePairs':
      return `Pairs of ${shortPath(source.inputs, 1)} and ${shortPath(source.targets, 1)}`;
    case 'table':
      return `Table ${shortPath(source.path, 1)}`;
    case 'text':
      return `Text ${shortPath(source.path)}`;
    case 'sequences':
      return `Sequences of ${shortPath(source.path, 1)}`;
    case 'idx':
      return `IDX file ${shortPath(source.images, 1)}`;
  }
}

/**
 * The same few samples twice: nearly as they come (whole, upright, in their own colours, shown within a common square),
 * and exactly as the network will see them.
 */
export function previewBindings(data: DataBinding): { readonly before: DataBinding; readonly after: DataBinding } {
  const limit = Math.min(PREVIEW_SAMPLES, data.limit ?? PREVIEW_SAMPLES);
  const own = data.source?.kind !== 'imageFolder' && data.source?.kind !== 'imagePairs';
  const before: ImagePreprocessing = {
    height: own ? null : PREVIEW_SIDE,
    width: own ? null : PREVIEW_SIDE,
    color: 'auto',
    fit: 'contain',
    invert: false,
    range: 'zeroToOne',
  };
  return { before: { ...data, image: before, limit }, after: { ...data, limit } };
}

export const colorWords: Readonly<Record<ImagePreprocessing['color'], string>> = {
  auto: 'As they are',
  grey: 'Grey',
  color: 'Colour',
};
export const fitWords: Readonly<Record<ImagePreprocessing['fit'], { readonly label: string; readonly help: string }>> =
  {
    crop: { label: 'Crop', help: 'Fills the frame; what stands out at the longer sides is cut off, equally on both.' },
    contain: { label: 'Contain', help: 'Keeps the whole picture; the rest of the frame is black.' },
    stretch: { label: 'Stretch', help: 'Fills the frame by pulling the picture out of shape.' },
  };
export const rangeWords: Readonly<Record<ImagePreprocessing['range'], string>> = {
  zeroToOne: '0 to 1',
  minusOneToOne: '−1 to 1',
};

/** "3,736 images · 50 skipped". */
export function describeCount(samples: number, skipped: number, form: DataForm = 'image', pairs = false): string {
  const { one, many } = pairs ? { one: 'pair', many: 'pairs' } : formNouns[form];
  const count = formatAmount(samples, one, many);
  return skipped === 0 ? count : `${count} · ${formatAmount(skipped, skippedNoun(form))} skipped`;
}
