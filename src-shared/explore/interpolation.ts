/** Ways between vectors: straight, along the sphere, and over a sheet of four corners; the places on them. Pure; knows no network. */

export const interpolationPaths = ['linear', 'spherical'] as const;
export type InterpolationPath = (typeof interpolationPaths)[number];
/** A strip goes from end to end; a sheet has three or four ends for corners. */
export type Layout = 'strip' | 'sheet';
/** From left (0) to right (1), and on a sheet from top (0) to bottom (1). */
export type Place = readonly [u: number, v: number];

type Vector = ArrayLike<number>;

/** (1 − t) a + t b; at 0 and 1 exactly a and b. */
export function lerp(a: Vector, b: Vector, t: number): Float32Array {
  return combine(a, 1 - t, b, t);
}

/** Below this sine of the angle two directions count as one, or as opposite. */
const leastSine = 1e-6;

/**
 * Along the great circle between the two directions with constant angular speed (K. Shoemake, Animating Rotation with Quaternion
 * Curves, SIGGRAPH 1985, section 3.3), the length going evenly from that of a to that of b: vectors of one length keep it. At 0 and 1
 * exactly a and b. Parallel vectors and zero go straight; between opposite ones, where every great circle leads, it is one that is
 * always the same.
 */
export function slerp(a: Vector, b: Vector, t: number): Float32Array {
  if (t === 0) return Float32Array.from(a);
  if (t === 1) return Float32Array.from(b);
  const [lengthA, lengthB] = [norm(a), norm(b)];
  if (lengthA === 0 || lengthB === 0) return lerp(a, b, t);
  const cosine = Math.min(1, Math.max(-1, dot(a, b) / (lengthA * lengthB)));
  const angle = Math.acos(cosine);
  const length = (1 - t) * lengthA + t * lengthB;
  if (Math.sin(angle) >= leastSine) {
    const sine = Math.sin(angle);
    const [fromA, fromB] = [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
    return combine(a, (fromA * length) / lengthA, b, (fromB * length) / lengthB);
  }
  if (cosine > 0) return lerp(a, b, t);
  if (a.length === 1) return lerp(a, b, t);
  return combine(a, (Math.cos(t * Math.PI) * length) / lengthA, perpendicular(a), Math.sin(t * Math.PI) * length);
}

const ways = { linear: lerp, spherical: slerp } as const satisfies Record<InterpolationPath, typeof lerp>;

/** Between two, by the path's own way. */
export const between = (path: InterpolationPath, a: Vector, b: Vector, t: number): Float32Array => ways[path](a, b, t);

/** From the first over all to the last as t goes from 0 to 1, each part of the way in the same time. */
export function along(path: InterpolationPath, stops: readonly Vector[], t: number): Float32Array {
  const parts = stops.length - 1;
  const part = Math.min(parts - 1, Math.max(0, Math.floor(t * parts)));
  return between(path, stops[part]!, stops[part + 1]!, t * parts - part);
}

/**
 * On the sheet whose corners are top left, top right, bottom left and bottom right; u goes right, v goes down, both 0 to 1. Left out, the
 * last corner makes a parallelogram of the other three.
 */
export function onSheet(path: InterpolationPath, corners: readonly Vector[], u: number, v: number): Float32Array {
  const [a, b, c] = corners as readonly [Vector, Vector, Vector];
  const d = corners[3] ?? Float32Array.from(b, (value, at) => value + c[at]! - a[at]!);
  return between(path, between(path, a, b, u), between(path, c, d, u), v);
}

/** A sheet needs three corners. */
export const layoutFor = (layout: Layout, ends: number): Layout => (ends > 2 ? layout : 'strip');

/** What stands at each of the places, one after the other: [places, size]. */
export function atPlaces(
  path: InterpolationPath,
  layout: Layout,
  ends: readonly Vector[],
  places: readonly Place[],
): Float32Array<ArrayBuffer> {
  const size = ends[0]!.length;
  const all = new Float32Array(places.length * size);
  places.forEach(([u, v], index) =>
    all.set(layout === 'sheet' ? onSheet(path, ends, u, v) : along(path, ends, u), index * size),
  );
  return all;
}

/** All steps of a strip, or of a sheet row by row. */
export function stepPlaces(layout: Layout, steps: number): readonly Place[] {
  const all = evenly(steps);
  return layout === 'strip' ? all.map((u) => [u, 0]) : all.flatMap((v) => all.map((u) => [u, v] as const));
}

export interface Loop {
  readonly places: readonly Place[];
  /** Which of the places is shown when. */
  readonly order: readonly number[];
}

/** An animation: along the strip, and back where it bounces; of a sheet clockwise round its border, from corner to corner. */
export function loopOf(layout: Layout, frames: number, bounce: boolean): Loop {
  if (layout === 'sheet') {
    const places = Array.from({ length: frames }, (_, index) => onBorder((4 * index) / frames));
    return { places, order: places.map((_, index) => index) };
  }
  const places = stepPlaces('strip', frames);
  const there = places.map((_, index) => index);
  return { places, order: bounce ? [...there, ...there.slice(1, -1).reverse()] : there };
}

function onBorder(way: number): Place {
  const [side, rest] = [Math.floor(way), way % 1];
  return [[rest, 0] as const, [1, rest] as const, [1 - rest, 1] as const, [0, 1 - rest] as const][side]!;
}

/** `count` values from 0 to 1, both included. */
export const evenly = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => (count === 1 ? 0 : index / (count - 1)));

function combine(a: Vector, fromA: number, b: Vector, fromB: number): Float32Array {
  const sum = new Float32Array(a.length);
  for (let at = 0; at < sum.length; at++) sum[at] = fromA * a[at]! + fromB * b[at]!;
  return sum;
}

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
const norm = (a: Vector): number => Math.sqrt(dot(a, a));

/** Of length 1: the axis that a has least of, without its share of a. */
function perpendicular(a: Vector): Float32Array {
  let least = 0;
  for (let at = 1; at < a.length; at++) if (Math.abs(a[at]!) < Math.abs(a[least]!)) least = at;
  const axis = new Float64Array(a.length);
  axis[least] = 1;
  const share = a[least]! / dot(a, a);
  for (let at = 0; at < axis.length; at++) axis[at]! -= share * a[at]!;
  const length = norm(axis);
  return Float32Array.from(axis, (value) => value / length);
}
