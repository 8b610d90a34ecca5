/** Pictures of the wire side by side on one canvas. Owns where each stands; not how large the canvas is shown. */
import type { Pictures } from '#shared/wire/explore/values.ts';
import { imageOf } from './pixels.ts';

export interface MosaicLayout {
  readonly columns: number;
  /** Pixels of the canvas between pictures. */
  readonly gap?: number;
  /** Times by which every pixel is enlarged, whole. */
  readonly scale?: number;
}

/** Draws all pictures, row after row, and gives the canvas their size. */
export function drawMosaic(
  canvas: HTMLCanvasElement,
  pictures: Pictures,
  { columns, gap = 0, scale = 1 }: MosaicLayout,
): void {
  const rows = Math.ceil(pictures.count / columns);
  const pitch = { x: pictures.width * scale + gap, y: pictures.height * scale + gap };
  canvas.width = columns * pitch.x - gap;
  canvas.height = rows * pitch.y - gap;
  const context = canvas.getContext('2d')!;
  context.imageSmoothingEnabled = false;
  const one = Object.assign(document.createElement('canvas'), { width: pictures.width, height: pictures.height });
  for (let index = 0; index < pictures.count; index++) {
    const [x, y] = [(index % columns) * pitch.x, Math.floor(index / columns) * pitch.y];
    const image = imageOf(pictures, index);
    if (scale === 1) context.putImageData(image, x, y);
    else {
      one.getContext('2d')!.putImageData(image, 0, 0);
      context.drawImage(one, x, y, pictures.width * scale, pictures.height * scale);
    }
  }
}

/** As a canvas of its own, for files and the clipboard. */
export function mosaicCanvas(pictures: Pictures, layout: MosaicLayout): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  drawMosaic(canvas, pictures, layout);
  return canvas;
}

/** Canvases under each other, at their left edges. */
export function stackCanvases(parts: readonly HTMLCanvasElement[], gap: number): HTMLCanvasElement {
  const width = Math.max(...parts.map((part) => part.width));
  const height = parts.reduce((sum, part) => sum + part.height + gap, -gap);
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  let y = 0;
  for (const part of parts) {
    canvas.getContext('2d')!.drawImage(part, 0, y);
    y += part.height + gap;
  }
  return canvas;
}

/** The least whole enlargement that makes the longer side at least so many pixels long. */
export const enlargementTo = (side: number, { width, height }: Pick<Pictures, 'width' | 'height'>): number =>
  Math.max(1, Math.ceil(side / Math.max(width, height)));
