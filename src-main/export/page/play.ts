/** What the page moves: sliders with the ranges of real samples, what "Random" draws, and where it begins. Pure. */
import { alongBasis, principalBasis, type PrincipalBasis } from '#shared/explore/map/principal.ts';
import { meanOf, type Latents } from '#shared/explore/map/latents.ts';
import { quantileOf } from '#shared/statistics/detection.ts';

export interface Axis {
  readonly title: string;
  /** Steps away from the middle; typical ones and half as much again. */
  readonly low: number;
  readonly high: number;
  /** Which latent value it moves; or along what it moves all of them. */
  readonly index?: number;
  readonly direction?: readonly number[];
}

export interface Play {
  readonly middle: readonly number[];
  readonly axes: readonly Axis[];
  readonly spread:
    | { readonly kind: 'normal' | 'uniform' }
    | {
        readonly kind: 'directions';
        readonly deviations: readonly number[];
        readonly directions: readonly (readonly number[])[];
      };
  /** Latents of real samples. */
  readonly starts: readonly (readonly number[])[];
}

/** Beyond so many values, one value says little: sliders go along principal directions. */
const mostValues = 32;
const mostDirections = 48;
const mostStarts = 8;
const typical = 0.05;
/** Of a hundred standard normal numbers one lies beyond; of uniform ones none. */
const priorReach = { normal: 2.6, uniform: 1 };

export interface PlayOptions {
  /** What is drawn from: of noise and of variational latents; null: what the data show. */
  readonly prior: 'normal' | 'uniform' | null;
  /** The latents stand for nothing: they are random numbers themselves. */
  readonly noise: boolean;
  /** Sliders. */
  readonly most: number;
}

export function playOf(latents: Latents, { prior, noise, most }: PlayOptions): Play {
  const { size, count } = latents;
  const shown = Math.min(count, mostStarts);
  // Evenly from all of them: data often lie sorted.
  const starts = Array.from({ length: shown }, (_, at) => rowOf(latents, Math.floor((at * count) / shown)));
  const middle = short(noise ? new Float32Array(size) : meanOf(latents));
  if (noise || size <= mostValues) {
    const axes = valueAxes(latents, middle, Math.min(most, size), prior);
    const spread = prior === null ? spreadOf(latents, principalBasis(latents, mostDirections)) : { kind: prior };
    return { middle, axes, spread, starts };
  }
  const basis = principalBasis(latents, mostDirections);
  const axes = directionAxes(latents, basis, Math.min(most, basis.count), prior);
  return { middle, axes, spread: prior === null ? spreadOf(latents, basis) : { kind: prior }, starts };
}

const rowOf = ({ values, size }: Latents, row: number): number[] =>
  short(values.subarray(row * size, (row + 1) * size));
const title = (what: 'value' | 'direction', index: number): string =>
  `${what === 'value' ? 'Value' : 'Direction'} ${index + 1}`;

function valueAxes(
  { values, size, count }: Latents,
  middle: readonly number[],
  most: number,
  prior: PlayOptions['prior'],
): Axis[] {
  return Array.from({ length: most }, (_, index) => {
    const column = Float32Array.from({ length: count }, (_, row) => values[row * size + index]! - middle[index]!);
    return { title: title('value', index), ...reachOf(column, prior), index };
  });
}

function directionAxes(latents: Latents, basis: PrincipalBasis, most: number, prior: PlayOptions['prior']): Axis[] {
  const along = alongBasis(latents, basis, most);
  return directionsOf(basis)
    .slice(0, most)
    .map((direction, index) => {
      const column = Float32Array.from({ length: latents.count }, (_, row) => along[row * most + index]!);
      return { title: title('direction', index), ...reachOf(column, prior), direction };
    });
}

/** Four digits are more than a slider shows, and a third of the letters. */
const short = (values: Iterable<number>): number[] => Array.from(values, (value) => Number(value.toPrecision(4)));

const directionsOf = ({ directions, count, size }: PrincipalBasis): number[][] =>
  Array.from({ length: count }, (_, at) => short(directions.subarray(at * size, (at + 1) * size)));

/** Nine in ten samples lie within; a slider goes half as far again on both sides, and as far as what is drawn at random. */
function reachOf(column: Float32Array, prior: PlayOptions['prior']): { low: number; high: number } {
  column.sort();
  const [low, high] = [quantileOf(column, typical), quantileOf(column, 1 - typical)];
  const more = Math.max((high - low) / 2, 1e-3);
  const drawn = prior === null ? 0 : priorReach[prior];
  return { low: Math.min(-drawn, low - more), high: Math.max(drawn, high + more) };
}

function spreadOf(latents: Latents, basis: PrincipalBasis): Play['spread'] {
  const along = alongBasis(latents, basis, basis.count);
  const directions = directionsOf(basis);
  const deviations = directions.map((_, at) => {
    let sum = 0;
    for (let row = 0; row < latents.count; row++) sum += along[row * basis.count + at]! ** 2;
    return Math.sqrt(sum / Math.max(1, latents.count - 1));
  });
  return { kind: 'directions', deviations, directions };
}
