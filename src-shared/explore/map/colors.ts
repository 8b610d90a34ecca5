/** Colours of a map: of labels, apart also for colour-blind eyes, and along a scale. Pure; knows no window. */

export type Rgb = readonly [number, number, number];

/**
 * Ten and twenty hues that stay apart with every kind of colour-blindness, on light and dark ground: chosen by annealing the least OKLab
 * distance (B. Ottosson, 2020) as seen by normal, red-, green- and blue-blind eyes (G. Machado and others, 2009).
 */
const ten = [
  ...['#0358b1', '#fca603', '#3b920c', '#f05380', '#b5b0ff'],
  ...['#745420', '#189fbc', '#9f0276', '#71d397', '#9265f0'],
];
const twenty = [
  ...['#467da0', '#e64d00', '#78cfa4', '#9529a4', '#e5aa6f', '#31e2ff', '#a63254', '#a6aa25', '#6677ff', '#f9b2d8'],
  ...['#934f05', '#57a5b4', '#d03c90', '#628b4b', '#b984e4', '#b3de1c', '#6741ca', '#da7a8d', '#a2b0fb', '#a059d5'],
];

/** Of so many labels; past twenty they repeat. */
export const labelColors = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => (count <= 10 ? ten : twenty)[at % (count <= 10 ? 10 : 20)]!);

export const labelsApart = 20;

/** Viridis (S. van der Walt, N. Smith, 2015): as bright as it is large, also without colour. */
const viridis = [
  ...['#440154', '#482878', '#3e4a89', '#31688e', '#26828e'],
  ...['#1f9e89', '#35b779', '#6dcd59', '#b4de2c', '#fde725'],
];

export const rgbOf = (hex: string): Rgb => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
];

const stops = viridis.map(rgbOf);

/** The colour at a share, 0 to 1, of the scale. */
export function scaleColor(share: number): Rgb {
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(place));
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(stops[low]![channel] + (stops[low + 1]![channel] - stops[low]![channel]) * (place - low));
  return [mix(0), mix(1), mix(2)];
}

/** For a legend: a gradient's colours, evenly spaced. */
export const scaleStops: readonly string[] = viridis;
