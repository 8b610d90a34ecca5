/** The decoded grid: what the network makes of evenly spread places of the map, as one picture to lay under the points. */
import { decodedCells, latentAt } from '#shared/explore/map/inverse.ts';
import { middlesOf, type Box, type Grid } from '#shared/explore/map/plane.ts';
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import { ask, type Job } from '../../state/explore.svelte.ts';
import { encodeFloats } from '../bytes.ts';
import { imageOf } from '../pixels.ts';
import type { Shown } from './latent-map.svelte.ts';

export interface Manifold {
  readonly canvas: HTMLCanvasElement;
  readonly box: Box;
}

/** Decoded in one ask: others get in between. */
const atOnce = 64;
/** Pixels along a side that every graphics card takes. */
const longestSide = 4096;

/** Rejects as cancelled once called off. Of a layout, only cells near to samples are decoded: far from them a mix says nothing. */
export function decodeGrid(shown: Shown, grid: Grid, onProgress: (progress: ExploreProgress) => void): Job<Manifold> {
  const controller = new AbortController();
  const { signal } = controller;
  return { result: draw(shown, grid, onProgress, signal), cancel: () => controller.abort() };
}

async function draw(
  shown: Shown,
  grid: Grid,
  onProgress: (progress: ExploreProgress) => void,
  signal: AbortSignal,
): Promise<Manifold> {
  const { projection, rows, bush } = shown;
  const cells = decodedCells(projection, bush, grid);
  const places = middlesOf(grid);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  for (let done = 0; done < cells.length; done += atOnce) {
    const now = cells.slice(done, done + atOnce);
    const latents = new Float32Array(now.length * rows.size);
    now.forEach((cell, at) =>
      latents.set(latentAt(projection, rows, bush, places[cell * 2]!, places[cell * 2 + 1]!), at * rows.size),
    );
    const pictures = await ask('explore:decode', { latents: encodeFloats(latents), count: now.length });
    signal.throwIfAborted();
    const longer = Math.max(grid.columns, grid.rows);
    const side = Math.min(Math.max(pictures.width, pictures.height), Math.floor(longestSide / longer));
    if (done === 0) Object.assign(canvas, { width: grid.columns * side, height: grid.rows * side });
    now.forEach((cell, at) => {
      const [x, y] = [(cell % grid.columns) * side, Math.floor(cell / grid.columns) * side];
      if (pictures.width === side && pictures.height === side) context.putImageData(imageOf(pictures, at), x, y);
      else context.drawImage(drawn(imageOf(pictures, at)), x, y, side, side);
    });
    onProgress({ done: done + now.length, total: cells.length, doing: 'Decoding the grid', secondsLeft: null });
  }
  return { canvas, box: grid.box };
}

function drawn(image: ImageData): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}
