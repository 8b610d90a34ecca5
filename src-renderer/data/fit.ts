/** Where a picture lands in its frame: the geometry behind the drawing that explains crop, contain and stretch. */
import type { ImagePreprocessing } from '#shared/graph/document.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The picture's box relative to a frame that lies at 0, 0: larger than it when cropped, smaller when contained. */
export function fitBox(
  picture: { readonly width: number; readonly height: number },
  frame: { readonly width: number; readonly height: number },
  fit: ImagePreprocessing['fit'],
): Box {
  if (fit === 'stretch') return { x: 0, y: 0, width: frame.width, height: frame.height };
  const scales = [frame.width / picture.width, frame.height / picture.height] as const;
  const scale = fit === 'crop' ? Math.max(...scales) : Math.min(...scales);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: (frame.width - width) / 2, y: (frame.height - height) / 2, width, height };
}

/** The share of the picture that is cut off, 0 to 1. */
export function lostShare(
  picture: { readonly width: number; readonly height: number },
  frame: { readonly width: number; readonly height: number },
  fit: ImagePreprocessing['fit'],
): number {
  if (fit !== 'crop') return 0;
  const box = fitBox(picture, frame, fit);
  return 1 - (frame.width * frame.height) / (box.width * box.height);
}
