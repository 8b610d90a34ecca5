/** Which pixels of a picture are missing: holes painted with a brush, drawn as rectangles, or ready made. Pure; owns no filling. */
import { permutation, uniformNumbers } from '../counter-random.ts';

export interface Mask {
  readonly height: number;
  readonly width: number;
  /** [height, width], 1 where missing, 0 where known. */
  readonly missing: Uint8Array<ArrayBuffer>;
}

/** In pixels from the upper left corner, not always whole. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export const presets = {
  centre: 'Centre',
  half: 'Right half',
  bottom: 'Lower half',
  pixels: 'Half the pixels',
  strokes: 'Strokes',
} as const;
export type Preset = keyof typeof presets;

export const emptyMask = (height: number, width: number): Mask => ({
  ...{ height, width },
  missing: new Uint8Array(height * width),
});

export const countMissing = ({ missing }: Mask): number => missing.reduce((sum, value) => sum + value, 0);

export const invertMask = (mask: Mask): Mask => ({ ...mask, missing: mask.missing.map((value) => 1 - value) });

/**
 * Pixels whose centres lie within half a diameter of the way between two points, each moved to its pixel's centre: a brush of
 * diameter 1 marks one pixel at rest, and a line without gaps in motion. `value` 0 takes away.
 */
export function paintStroke(mask: Mask, [from, to]: readonly [Point, Point], diameter: number, value: 0 | 1 = 1): Mask {
  const missing = mask.missing.slice();
  const [a, b] = [centreOf(from), centreOf(to)];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const reach = diameter / 2 + 1e-6;
  const [top, bottom] = within(Math.min(a.y, b.y) - reach, Math.max(a.y, b.y) + reach, mask.height);
  const [left, right] = within(Math.min(a.x, b.x) - reach, Math.max(a.x, b.x) + reach, mask.width);
  for (let row = top; row < bottom; row++)
    for (let column = left; column < right; column++) {
      const [x, y] = [column + 0.5 - a.x, row + 0.5 - a.y];
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / length));
      if (Math.hypot(x - along * dx, y - along * dy) <= reach) missing[row * mask.width + column] = value;
    }
  return { ...mask, missing };
}

const centreOf = ({ x, y }: Point): Point => ({ x: Math.floor(x) + 0.5, y: Math.floor(y) + 0.5 });

/** First and one past the last whole place between two, within a length. */
const within = (low: number, high: number, length: number): readonly [number, number] => [
  Math.max(0, Math.floor(low)),
  Math.min(length, Math.ceil(high)),
];

/** Every pixel that the box touches; what lies outside the picture is left out. */
export function paintBox(mask: Mask, { x, y, width, height }: Box, value: 0 | 1 = 1): Mask {
  const missing = mask.missing.slice();
  const [top, bottom] = within(y, y + height, mask.height);
  const [left, right] = within(x, x + width, mask.width);
  for (let row = top; row < bottom; row++) missing.fill(value, row * mask.width + left, row * mask.width + right);
  return { ...mask, missing };
}

/** The whole pixels between two corners, both of theirs included. */
export function boxBetween(a: Point, b: Point): Box {
  const [x, y] = [Math.floor(Math.min(a.x, b.x)), Math.floor(Math.min(a.y, b.y))];
  return { x, y, width: Math.floor(Math.max(a.x, b.x)) - x + 1, height: Math.floor(Math.max(a.y, b.y)) - y + 1 };
}

/** A ready-made hole; random ones are the same for the same seed. */
export function presetMask(preset: Preset, height: number, width: number, seed: number): Mask {
  const empty = emptyMask(height, width);
  switch (preset) {
    case 'centre': {
      const [h, w] = [Math.ceil(height / 2), Math.ceil(width / 2)];
      return paintBox(empty, { x: Math.floor((width - w) / 2), y: Math.floor((height - h) / 2), width: w, height: h });
    }
    case 'half':
      return paintBox(empty, { x: Math.ceil(width / 2), y: 0, width, height });
    case 'bottom':
      return paintBox(empty, { x: 0, y: Math.ceil(height / 2), width, height });
    case 'pixels': {
      const missing = empty.missing.slice();
      const order = permutation(missing.length, seed, 'explore', 1);
      for (const pixel of order.subarray(0, Math.round(missing.length / 2))) missing[pixel] = 1;
      return { ...empty, missing };
    }
    case 'strokes':
      return scribble(empty, seed);
  }
}

/** Three lines of what looks like handwriting laid over the picture. */
function scribble(empty: Mask, seed: number): Mask {
  const { height, width } = empty;
  const draw = uniformNumbers(seed, 'explore', 3, 0);
  const [lines, step, thickness] = [3, width / 12, Math.max(1, Math.round(height / 18))];
  let mask = empty;
  for (let line = 0; line < lines; line++) {
    const middle = ((line + 0.5) / lines) * height;
    const pointAt = (x: number): Point => ({ x, y: middle + (draw() - 0.5) * (height / lines) * 0.8 });
    let from = pointAt(width * 0.06);
    for (let x = from.x + step; x < width * 0.94; x += step) {
      const to = pointAt(x);
      mask = paintStroke(mask, [from, to], thickness);
      from = to;
    }
  }
  return mask;
}
