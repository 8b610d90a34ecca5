/** Dreams, maps and filters on canvases. Pure but for the canvases; owns colour maps. */
import type { Pictures } from '#shared/wire/explore/values.ts';
import { imageOf } from '../pixels.ts';

/** A canvas of one picture in its own pixels. */
export function canvasOf(pictures: Pictures, index = 0): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width: pictures.width, height: pictures.height });
  canvas.getContext('2d')!.putImageData(imageOf(pictures, index), 0, 0);
  return canvas;
}

/** Anchors of viridis (S. van der Walt, N. Smith, 2015), dark to light, and of a diverging map with black in its middle. */
const anchors = {
  viridis: [
    ...[
      [68, 1, 84],
      [71, 44, 122],
      [59, 81, 139],
      [44, 113, 142],
      [33, 144, 141],
    ],
    ...[
      [39, 173, 129],
      [92, 200, 99],
      [170, 220, 50],
      [253, 231, 37],
    ],
  ],
  grey: [
    [0, 0, 0],
    [255, 255, 255],
  ],
  signed: [
    [90, 169, 230],
    [20, 20, 24],
    [240, 110, 80],
  ],
} as const satisfies Record<string, readonly (readonly number[])[]>;
export type ColourMap = keyof typeof anchors;

/** Red, green and blue of a value from 0 to 1. */
export function colourOf(map: ColourMap, value: number): readonly [number, number, number] {
  const stops: readonly (readonly number[])[] = anchors[map];
  const place = Math.min(1, Math.max(0, value)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[below]!, stops[below + 1]!];
  const mix = (at: number): number => Math.round(from[at]! + (to[at]! - from[at]!) * (place - below));
  return [mix(0), mix(1), mix(2)];
}

export interface Grid {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly depth: 1 | 3;
  /** [count, height, width, depth] */
  readonly values: Float32Array;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Least and largest of one of a grid's parts, or of all; symmetric about zero where zero is the middle. */
export function rangeOf({ count, values }: Grid, index: number | null, symmetric: boolean): Range {
  const size = values.length / count;
  const part = index === null ? values : values.subarray(index * size, (index + 1) * size);
  let [low, high] = [Infinity, -Infinity];
  for (const value of part) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const most = Math.max(Math.abs(low), Math.abs(high));
  return symmetric ? { low: -most, high: most } : { low, high };
}

/** One of a grid's parts as pixels. */
export function paintPart(grid: Grid, index: number, { low, high }: Range, map: ColourMap): ImageData {
  const { height, width, depth, values } = grid;
  const image = new ImageData(width, height);
  const size = height * width * depth;
  const scaled = (at: number): number => (high > low ? (values[index * size + at]! - low) / (high - low) : 0.5);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const colour =
      depth === 3
        ? [0, 1, 2].map((channel) => Math.round(Math.min(1, Math.max(0, scaled(pixel * 3 + channel))) * 255))
        : colourOf(map, scaled(pixel));
    image.data.set([...colour, 255], pixel * 4);
  }
  return image;
}

/** All parts side by side, enlarged, with lines of nothing between them: for files and the clipboard. */
export function sheetOf(
  count: number,
  size: { readonly width: number; readonly height: number },
  paint: (index: number) => ImageData,
): HTMLCanvasElement {
  const columns = Math.ceil(Math.sqrt(count * 1.5));
  const scale = Math.max(1, Math.ceil(64 / Math.max(size.width, size.height)));
  const [wide, high] = [size.width * scale + 2, size.height * scale + 2];
  const canvas = Object.assign(document.createElement('canvas'), {
    width: columns * wide - 2,
    height: Math.ceil(count / columns) * high - 2,
  });
  const one = Object.assign(document.createElement('canvas'), { width: size.width, height: size.height });
  const context = canvas.getContext('2d')!;
  context.imageSmoothingEnabled = false;
  for (let index = 0; index < count; index++) {
    one.getContext('2d')!.putImageData(paint(index), 0, 0);
    const [x, y] = [(index % columns) * wide, Math.floor(index / columns) * high];
    context.drawImage(one, x, y, size.width * scale, size.height * scale);
  }
  return canvas;
}
