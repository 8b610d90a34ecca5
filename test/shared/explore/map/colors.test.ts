/** Colours of the map: apart for all eyes, and what they mean. */
import { describe, expect, test } from 'vitest';
import { colorOfRow, coloringOf, colorsOf } from '#shared/explore/map/coloring.ts';
import { labelColors, rgbOf, scaleColor, type Rgb } from '#shared/explore/map/colors.ts';
import { joinPieces, type MapPiece } from '#shared/explore/map/rows.ts';

const linear = (channel: number): number =>
  channel <= 10.31475 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;
const times = (matrix: readonly Rgb[], color: Rgb): Rgb =>
  matrix.map((row) => row[0] * color[0] + row[1] * color[1] + row[2] * color[2]) as unknown as Rgb;

/** How colours are seen, of linear sRGB: G. Machado, M. Oliveira, L. Fernandes, 2009, table of severity 1. */
const eyes: Readonly<Record<string, readonly Rgb[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** B. Ottosson, A perceptual color space for image processing, 2020. */
function okLab(color: Rgb): Rgb {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    color,
  ).map(Math.cbrt) as unknown as Rgb;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}
const seen = (hex: string, eye: string): Rgb =>
  okLab(times(eyes[eye]!, rgbOf(hex).map(linear) as unknown as Rgb).map((c) => Math.min(1, Math.max(0, c))) as never);

describe.each(Object.keys(eyes))('with %s', (eye) => {
  test.each([
    [10, 0.085],
    [20, 0.05],
  ])('%d labels are at least %d apart in OKLab', (count, least) => {
    const colors = labelColors(count);
    expect(new Set(colors).size).toBe(count);
    for (const [at, a] of colors.entries())
      for (const b of colors.slice(0, at))
        expect(Math.hypot(...seen(a, eye).map((value, axis) => value - seen(b, eye)[axis]!))).toBeGreaterThan(least);
  });

  test('the scale grows brighter all the way', () => {
    const hex = (share: number): string =>
      `#${scaleColor(share)
        .map((channel) => channel.toString(16).padStart(2, '0'))
        .join('')}`;
    const brightness = Array.from({ length: 21 }, (_, at) => seen(hex(at / 20), eye)[0]);
    expect(brightness).toEqual([...brightness].sort((a, b) => a - b));
    expect(brightness.at(-1)! - brightness[0]!).toBeGreaterThan(0.5);
  });
});

const piece = (from: number, count: number): MapPiece => ({
  samples: Uint32Array.from({ length: count }, (_, at) => (from + at) * 2),
  latents: Float32Array.from({ length: count * 3 }, (_, at) => from * 3 + at),
  labels: Uint16Array.from({ length: count }, (_, at) => (from + at) % 2),
  parts: new Uint8Array(count).fill(2),
});

test('rows are joined from pieces, and coloured by what they have', () => {
  const rows = joinPieces({ version: 3, total: 9, count: 5, size: 3, scores: { error: true, divergence: false } }, [
    piece(0, 3),
    piece(3, 2),
  ]);
  expect([...rows.samples]).toEqual([0, 2, 4, 6, 8]);
  expect([...rows.values]).toEqual(Array.from({ length: 15 }, (_, at) => at));
  expect([...rows.labels!]).toEqual([0, 1, 0, 1, 0]);
  expect(colorsOf(rows)).toEqual(['label', 'error', 'part', 'latent']);
  const names = ['even', 'odd', 'never'];
  expect(coloringOf(rows, null, names, { color: 'label', colorLatent: 1 })).toMatchObject({
    kind: 'groups',
    groups: [
      { id: 0, name: 'even', count: 3 },
      { id: 1, name: 'odd', count: 2 },
    ],
  });
  expect(coloringOf(rows, null, names, { color: 'part', colorLatent: 1 })).toMatchObject({
    groups: [{ id: 2, name: 'Test', count: 5 }],
  });
  // There is no divergence: the labels stand in.
  expect(coloringOf(rows, null, names, { color: 'divergence', colorLatent: 1 })).toMatchObject({ kind: 'groups' });
  expect(coloringOf(rows, null, names, { color: 'error', colorLatent: 1 })).toBeNull();
  const scores = { error: Float32Array.from([5, 4, 3, 2, 1]), divergence: null };
  expect(coloringOf(rows, scores, names, { color: 'error', colorLatent: 1 })).toMatchObject({ low: 1, high: 5 });
  const byLatent = coloringOf(rows, null, names, { color: 'latent', colorLatent: 3 });
  expect(byLatent).toMatchObject({ kind: 'scale', values: Float32Array.from([2, 5, 8, 11, 14]), low: 2, high: 14 });
  const colorAt = colorOfRow(byLatent!);
  expect([colorAt(0), colorAt(4)]).toEqual([scaleColor(0), scaleColor(1)]);
});
