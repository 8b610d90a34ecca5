/** What makes steps of gradients: blur, normalisation, colours that go together, total variation. Pure. */
import type { DreamSettings } from '#shared/wire/explore/dream.ts';
import type { Picture } from './picture.ts';

/** Below this mean of its absolute values a gradient counts as none. */
const silent = 1e-20;

export const isSilent = ({ values }: Picture): boolean => !(meanAbsolute(values) > silent);

/** Blurred, its colours mixed and divided to a length of about one: the way up. */
export function direction(
  gradient: Picture,
  { blur, normalisation, naturalColours }: Pick<DreamSettings, 'blur' | 'normalisation' | 'naturalColours'>,
): Picture {
  const soft = blur > 0 ? blurred(gradient, blur) : gradient;
  const mixed = naturalColours && soft.channels === 3 ? mixColours(soft) : soft;
  switch (normalisation) {
    case 'meanAbsolute':
      return divided(mixed, meanAbsolute(mixed.values));
    case 'standardDeviation':
      return divided(mixed, deviation(mixed.values));
    case 'scales':
      return evenScales(mixed);
  }
}

const divided = (picture: Picture, by: number): Picture =>
  by > 0 ? { ...picture, values: picture.values.map((value) => value / by) } : picture;

export function meanAbsolute(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum / values.length;
}

function deviation(values: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
}

/** Convolved with a gaussian of a standard deviation in pixels; beyond its edges the picture goes on with its last pixel. */
export function blurred(picture: Picture, sigma: number): Picture {
  const reach = Math.ceil(sigma * 3);
  const weights = Array.from({ length: reach * 2 + 1 }, (_, at) => Math.exp(-((at - reach) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return convolved(
    picture,
    weights.map((weight) => weight / sum),
    1,
  );
}

/** Along both axes; `hole`: distance of the taps. */
function convolved(picture: Picture, taps: readonly number[], hole: number): Picture {
  const { height, width, channels } = picture;
  const reach = (taps.length - 1) / 2;
  const across = new Float32Array(picture.values.length);
  const down = new Float32Array(picture.values.length);
  const pass = (
    from: Float32Array,
    to: Float32Array,
    length: number,
    stride: number,
    place: (at: number) => number,
  ) => {
    const lines = from.length / length;
    for (let line = 0; line < lines; line++) {
      const start = place(line);
      for (let at = 0; at < length; at++) {
        let sum = 0;
        for (let tap = 0; tap < taps.length; tap++) {
          const source = Math.min(length - 1, Math.max(0, at + (tap - reach) * hole));
          sum += taps[tap]! * from[start + source * stride]!;
        }
        to[start + at * stride] = sum;
      }
    }
  };
  const row = width * channels;
  pass(picture.values, across, width, channels, (line) => Math.floor(line / channels) * row + (line % channels));
  pass(across, down, height, row, (line) => line);
  return { ...picture, values: down };
}

const spline = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16];
const scaleCount = 4;

/**
 * Split into scales, each divided by its own deviation and put together again (A. Mordvintsev's Laplacian pyramid gradient normalisation,
 * DeepDreaming with TensorFlow, 2016), here by the à trous wavelet with a B3 spline (J.-L. Starck, F. Murtagh, 1994), which needs no
 * resizing.
 */
function evenScales(picture: Picture): Picture {
  const total = new Float32Array(picture.values.length);
  let rest = picture;
  const least = deviation(picture.values) * 1e-3;
  const add = (values: Float32Array): void => {
    const by = Math.max(least, deviation(values)) * Math.sqrt(scaleCount);
    if (by > 0) for (let at = 0; at < total.length; at++) total[at]! += values[at]! / by;
  };
  for (let level = 0; level < scaleCount; level++) {
    const smooth = convolved(rest, spline, 2 ** level);
    add(rest.values.map((value, at) => value - smooth.values[at]!));
    rest = smooth;
  }
  // What is left of it all is brightness, which nothing is recognised by.
  return { ...picture, values: total };
}

/**
 * How the colours of photographs go together: a square root of their covariance in ImageNet, divided by the length of its longest column
 * (C. Olah, A. Mordvintsev, L. Schubert, Feature Visualization, 2017, "preconditioning"; the numbers are from its library, Lucid).
 */
const colours = [
  [0.56, 0.19, 0.04],
  [0.58, 0, -0.11],
  [0.58, -0.19, 0.06],
] as const;

/** A gradient of red, green and blue as the step it makes when the uncorrelated colours are what moves. */
function mixColours(picture: Picture): Picture {
  const values = new Float32Array(picture.values.length);
  for (let at = 0; at < values.length; at += 3) {
    for (let own = 0; own < 3; own++) {
      let along = 0;
      for (let colour = 0; colour < 3; colour++) along += colours[colour]![own]! * picture.values[at + colour]!;
      // Lightness alone would drown the two colours: each way is taken with the root of its share.
      for (let colour = 0; colour < 3; colour++)
        values[at + colour]! += (along * colours[colour]![own]!) / strengths[own]!;
    }
  }
  return { ...picture, values };
}
const strengths = [0, 1, 2].map((own) => Math.hypot(...colours.map((row) => row[own]!)));

/** Keeps the root in the total variation differentiable. */
const softness = 1e-2;

/** Gradient of Σ √(Δx² + Δy² + ε²), the total variation (L. Rudin, S. Osher, E. Fatemi, 1992), each channel by itself. */
export function totalVariationGradient({ height, width, channels, values }: Picture): Float32Array {
  const gradient = new Float32Array(values.length);
  const row = width * channels;
  for (let y = 0; y < height; y++)
    for (let at = y * row; at < (y + 1) * row; at++) {
      const right = at + channels < (y + 1) * row ? values[at + channels]! - values[at]! : 0;
      const below = y + 1 < height ? values[at + row]! - values[at]! : 0;
      const length = Math.sqrt(right * right + below * below + softness * softness);
      gradient[at]! -= (right + below) / length;
      if (right !== 0) gradient[at + channels]! += right / length;
      if (below !== 0) gradient[at + row]! += below / length;
    }
  return gradient;
}

/** Σ √(Δx² + Δy² + ε²). */
export function totalVariation({ height, width, channels, values }: Picture): number {
  let sum = 0;
  const row = width * channels;
  for (let y = 0; y < height; y++)
    for (let at = y * row; at < (y + 1) * row; at++) {
      const right = at + channels < (y + 1) * row ? values[at + channels]! - values[at]! : 0;
      const below = y + 1 < height ? values[at + row]! - values[at]! : 0;
      sum += Math.sqrt(right * right + below * below + softness * softness);
    }
  return sum;
}
