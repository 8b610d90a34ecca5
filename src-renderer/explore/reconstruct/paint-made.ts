/** What a gallery shows as one canvas, to save or copy: a column a sample, enlarged in whole pixels. */
import { imageOf } from '../pixels.ts';
import type { Made } from './made.svelte.ts';

const leastSide = 56;
const gap = 2;
const columns = 16;

/** Throws a RangeError for nothing. */
export function paintMade(all: readonly Made[]): HTMLCanvasElement {
  const [first] = all;
  if (!first) throw new RangeError('There are no pictures yet.');
  const width = Math.max(...first.rows.map(({ pictures }) => pictures.width));
  const height = Math.max(...first.rows.map(({ pictures }) => pictures.height));
  const scale = Math.max(1, Math.ceil(leastSide / Math.max(width, height)));
  const most = Math.max(...all.map(({ rows }) => rows.length));
  const pitch = { x: width * scale + gap, y: most * (height * scale + gap) };
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(columns, all.length) * pitch.x - gap;
  canvas.height = Math.ceil(all.length / columns) * pitch.y - gap;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  all.forEach(({ rows, index }, place) =>
    rows.forEach(({ pictures }, row) => {
      const tile = new OffscreenCanvas(pictures.width, pictures.height);
      tile.getContext('2d')!.putImageData(imageOf(pictures, index), 0, 0);
      const [x, y] = [(place % columns) * pitch.x, Math.floor(place / columns) * pitch.y];
      const top = y + row * (height * scale + gap);
      context.drawImage(tile, x, top, pictures.width * scale, pictures.height * scale);
    }),
  );
  return canvas;
}
