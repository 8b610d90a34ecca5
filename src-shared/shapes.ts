/**
 * The built-in colour shapes: pictures drawn from known factors, in the manner of dSprites (Matthey, Higgins, Hassabis and Lerchner,
 * 2017) with colour, so that it can be seen what a latent learns. Everything follows from a sample's number. Owns factors and drawing.
 */
import { permutation, uniformNumbers } from './counter-random.ts';

export const shapeCount = 10_000;
/** Pixels of a side. */
export const shapeSide = 32;
export const shapeNames = ['circle', 'square', 'triangle', 'star'] as const;

export interface ShapeFactors {
  /** Position in shapeNames. */
  readonly shape: number;
  /** Of the colour circle: 0 is red, 1/3 green, 2/3 blue, 1 red again. */
  readonly hue: number;
  /** From the middle to the furthest point, as a share of the picture's side. */
  readonly size: number;
  /** The middle, as shares of the side from the left and from the top. */
  readonly x: number;
  readonly y: number;
  /** Clockwise, degrees. */
  readonly rotation: number;
}

/** All but the shape: least and greatest values; each is drawn evenly between them, whatever the others are. */
export const factorRanges: Readonly<Record<Exclude<keyof ShapeFactors, 'shape'>, readonly [number, number]>> = {
  hue: [0, 1],
  size: [0.16, 0.34],
  // With the largest size, the whole shape stays inside.
  x: [0.36, 0.64],
  y: [0.36, 0.64],
  rotation: [0, 360],
};

/** Of sample 0 … shapeCount − 1. Any four from a multiple of four on have one of each shape, in a random order. */
export function shapeFactors(sample: number): ShapeFactors {
  const next = uniformNumbers(0, 'shapes', sample, 0);
  const between = ([low, high]: readonly [number, number]): number => low + (high - low) * next();
  return {
    shape: permutation(shapeNames.length, 0, 'shapes', Math.floor(sample / shapeNames.length))[
      sample % shapeNames.length
    ]!,
    hue: between(factorRanges.hue),
    size: between(factorRanges.size),
    x: between(factorRanges.x),
    y: between(factorRanges.y),
    rotation: between(factorRanges.rotation),
  };
}

/** Which number a sample of a prepared dataset of `samples` has: fewer than all are spread evenly (data.limit). */
export const shapeNumber = (sample: number, samples: number): number => Math.floor((sample * shapeCount) / samples);

/** uint8 [side, side, 3], the shape in its full colour on black; edges cover pixels in part. */
export function drawShape(factors: ShapeFactors, side = shapeSide): Uint8Array {
  const pixels = new Uint8Array(side * side * 3);
  const color = colorOf(factors.hue);
  const [middleX, middleY, size] = [factors.x * side, factors.y * side, factors.size * side];
  const outline = outlines[shapeNames[factors.shape]!];
  const corners = outline && placeCorners(outline, factors.rotation, size);
  const from = (middle: number): number => Math.max(0, Math.floor(middle - size - 1));
  const to = (middle: number): number => Math.min(side, Math.ceil(middle + size + 1));
  for (let y = from(middleY); y < to(middleY); y++) {
    for (let x = from(middleX); x < to(middleX); x++) {
      const [pointX, pointY] = [x + 0.5 - middleX, y + 0.5 - middleY];
      const distance = corners ? distanceTo(corners, pointX, pointY) : Math.hypot(pointX, pointY) - size;
      // Half a pixel on either side of the edge is covered in part.
      const covered = Math.min(1, Math.max(0, 0.5 - distance));
      if (covered > 0)
        color.forEach((value, channel) => (pixels[(y * side + x) * 3 + channel] = covered * value + 0.5));
    }
  }
  return pixels;
}

type Corner = readonly [x: number, y: number];

const regular = (corners: number, radii: readonly number[]): readonly Corner[] =>
  Array.from({ length: corners }, (_, corner) => {
    // The first corner points up.
    const [radius, angle] = [radii[corner % radii.length]!, (2 * Math.PI * corner) / corners];
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });

/** Corners within a circle of radius 1; a circle has none. */
const outlines: Readonly<Record<(typeof shapeNames)[number], readonly Corner[] | null>> = {
  circle: null,
  square: regular(4, [1]),
  triangle: regular(3, [1]),
  star: regular(10, [1, 0.45]),
};

function placeCorners(outline: readonly Corner[], rotation: number, size: number): readonly Corner[] {
  const [sine, cosine] = [Math.sin((rotation * Math.PI) / 180), Math.cos((rotation * Math.PI) / 180)];
  return outline.map(([x, y]) => [size * (cosine * x - sine * y), size * (sine * x + cosine * y)]);
}

/** Distance of a point from a polygon's edge, negative inside (the crossing-number rule). */
function distanceTo(corners: readonly Corner[], x: number, y: number): number {
  let nearest = Infinity;
  let inside = false;
  for (let i = 0; i < corners.length; i++) {
    const [ax, ay] = corners[i]!;
    const [bx, by] = corners[(i + 1) % corners.length]!;
    const [edgeX, edgeY] = [bx - ax, by - ay];
    const along = ((x - ax) * edgeX + (y - ay) * edgeY) / (edgeX * edgeX + edgeY * edgeY);
    const part = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - ax - part * edgeX, y - ay - part * edgeY));
    if (ay > y !== by > y && x < ax + ((y - ay) / edgeY) * edgeX) inside = !inside;
  }
  return inside ? -nearest : nearest;
}

/** Full saturation and value (HSV), 0 … 255. */
function colorOf(hue: number): readonly number[] {
  return [5, 3, 1].map((offset) => {
    const k = (offset + hue * 6) % 6;
    return 255 * (1 - Math.max(0, Math.min(k, 4 - k, 1)));
  });
}
