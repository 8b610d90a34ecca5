/** Pictures of single samples on the map once one is near enough: which, and fetching them a few at a time. Owns the pictures. */
import type { Box } from '#shared/explore/map/plane.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import { imageOf } from '../pixels.ts';

/** Side of a thumbnail, and least distance of two: CSS pixels. */
export const thumbnailSide = 36;
const spacing = 44;
/** Zoomed in so far, and so many points a place for a thumbnail at most. */
const leastZoom = 2;
const mostForOne = 12;

const atOnce = 48;
const mostKept = 4000;

/** Whether pictures are shown at all. `inView`: points on show. */
export const showsThumbnails = (zoom: number, inView: number, area: number): boolean =>
  zoom >= leastZoom && inView <= (area / spacing ** 2) * mostForOne;

/** Points looked at for a guess. */
const looks = 2000;

/** About how many of the places [points, 2] lie in a box, from evenly spread ones; exact for few points. */
export function estimateInside(places: Float32Array, { left, right, bottom, top }: Box): number {
  const count = places.length / 2;
  const stride = Math.ceil(count / looks);
  let inside = 0;
  for (let point = 0; point < count; point += stride) {
    const [x, y] = [places[point * 2]!, places[point * 2 + 1]!];
    if (x >= left && x <= right && y >= bottom && y <= top) inside += 1;
  }
  return inside * stride;
}

/**
 * One point for each cell of a lattice that stays where it is while one moves, and halves when one zooms in to twice the size: what is on
 * show does not flicker. `points` are those in view, `places` [all points, 2], `scale` pixels a unit.
 */
export function chooseThumbnails(points: readonly number[], places: Float32Array, scale: number): readonly number[] {
  const cell = spacing / 2 ** Math.floor(Math.log2(scale));
  const first = new Map<string, number>();
  for (const point of points) {
    const key = `${Math.floor(places[point * 2]! / cell)} ${Math.floor(places[point * 2 + 1]! / cell)}`;
    const known = first.get(key);
    if (known === undefined || point < known) first.set(key, point);
  }
  return [...first.values()];
}

interface Piece {
  readonly sheet: HTMLCanvasElement;
  readonly x: number;
}

export class Thumbnails {
  readonly #pieces = new Map<number, Piece>();
  readonly #fetch: (samples: readonly number[]) => Promise<Pictures>;
  readonly #arrived: () => void;
  #wanted: readonly number[] = [];
  #busy = false;

  /** `arrived` is called when there are more to draw. */
  constructor(fetch: (samples: readonly number[]) => Promise<Pictures>, arrived: () => void) {
    this.#fetch = fetch;
    this.#arrived = arrived;
  }

  /** Fetches what is missing of these samples; what was wanted before and is not yet there is forgotten. */
  want(samples: readonly number[]): void {
    this.#wanted = samples;
    if (!this.#busy) void this.#work();
  }

  /** Draws a sample's picture into a square around a pixel; false: it is not there yet. */
  draw(context: CanvasRenderingContext2D, sample: number, x: number, y: number): boolean {
    const piece = this.#pieces.get(sample);
    if (!piece) return false;
    const { height } = piece.sheet;
    const [left, top] = [x - thumbnailSide / 2, y - thumbnailSide / 2];
    context.drawImage(piece.sheet, piece.x, 0, height, height, left, top, thumbnailSide, thumbnailSide);
    return true;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (;;) {
      const missing = this.#wanted.filter((sample) => !this.#pieces.has(sample)).slice(0, atOnce);
      if (missing.length === 0) break;
      try {
        this.#keep(missing, await this.#fetch(missing));
      } catch {
        // The network was closed meanwhile: its points stand without pictures.
        break;
      }
      this.#arrived();
    }
    this.#busy = false;
  }

  #keep(samples: readonly number[], pictures: Pictures): void {
    const side = Math.max(pictures.width, pictures.height);
    const sheet = Object.assign(document.createElement('canvas'), { width: side * samples.length, height: side });
    const context = sheet.getContext('2d')!;
    context.fillRect(0, 0, sheet.width, side);
    samples.forEach((sample, at) => {
      const [left, top] = [(side - pictures.width) / 2, (side - pictures.height) / 2];
      context.putImageData(imageOf(pictures, at), at * side + Math.floor(left), Math.floor(top));
      this.#pieces.set(sample, { sheet, x: at * side });
    });
    for (const sample of this.#pieces.keys()) {
      if (this.#pieces.size <= mostKept) break;
      this.#pieces.delete(sample);
    }
  }
}
