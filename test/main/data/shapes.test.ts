import { expect, test } from 'vitest';
import {
  drawShape,
  factorRanges,
  shapeCount,
  shapeFactors,
  shapeNames,
  shapeNumber,
  type ShapeFactors,
} from '#shared/shapes.ts';
import { binding, freshPlace, load } from './fixtures.ts';

const place = freshPlace();
const upright: ShapeFactors = { shape: 0, hue: 0, size: 0.25, x: 0.5, y: 0.5, rotation: 0 };
/** Covered area of a picture in pixels, by its strongest channel. */
function area(pixels: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < pixels.length; i += 3) sum += Math.max(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!) / 255;
  return sum;
}

test('10,000 colour pictures, labelled by shape, each sample its factors', async () => {
  const { info, labels, pixels } = await load(binding({ kind: 'builtin', name: 'shapes' }, {}, 40), {
    cacheFolder: place.cache,
  });
  expect(info).toMatchObject({ title: '40 colour shapes', samples: 40, shape: [32, 32, 3] });
  expect(info.labels.map(({ name }) => name)).toEqual([...shapeNames]);
  for (const { count } of info.labels) expect(Math.abs(count - 10)).toBeLessThanOrEqual(7);
  for (const sample of [0, 17, 39]) {
    const factors = shapeFactors(shapeNumber(sample, 40));
    expect(pixels[sample]).toEqual([...drawShape(factors)]);
    expect(info.labels[labels![sample]!]!.name).toBe(shapeNames[factors.shape]);
  }
});

test('areas are those of the geometry', () => {
  const radius = 0.25 * 64;
  const areas = shapeNames.map((_, shape) => area(drawShape({ ...upright, shape, rotation: 10 }, 64)));
  expect(areas[0]).toBeCloseTo(Math.PI * radius ** 2, -1);
  expect(areas[1]! / (2 * radius ** 2)).toBeCloseTo(1, 1);
  expect(areas[2]! / ((3 * Math.sqrt(3) * radius ** 2) / 4)).toBeCloseTo(1, 1);
  // A star of five points: ten triangles between radii 1 and 0.45, 36° apart.
  expect(areas[3]! / (5 * 0.45 * Math.sin(Math.PI / 5) * radius ** 2)).toBeCloseTo(1, 1);
});

test('factors move what they say', () => {
  const at = (change: Partial<ShapeFactors>): number[] => {
    const pixels = drawShape({ ...upright, ...change }, 32);
    let [x, y, sum] = [0, 0, 0];
    for (let i = 0; i < 32 * 32; i++) {
      const value = Math.max(...pixels.subarray(i * 3, i * 3 + 3));
      [x, y, sum] = [x + value * ((i % 32) + 0.5), y + value * (Math.floor(i / 32) + 0.5), sum + value];
    }
    return [x / sum / 32, y / sum / 32];
  };
  expect(at({ x: 0.4 })[0]).toBeCloseTo(0.4, 2);
  expect(at({ y: 0.6, shape: 1 })[1]).toBeCloseTo(0.6, 2);
  const middle = (hue: number): number[] => {
    const i = (16 * 32 + 16) * 3;
    return [...drawShape({ ...upright, hue }).subarray(i, i + 3)];
  };
  expect([middle(0), middle(1 / 3), middle(2 / 3), middle(1 / 6)]).toEqual([
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 0],
  ]);
  const square = drawShape({ ...upright, shape: 1 });
  drawShape({ ...upright, shape: 1, rotation: 90 }).forEach((value, i) =>
    expect(Math.abs(value - square[i]!)).toBeLessThanOrEqual(1),
  );
  expect(drawShape({ ...upright, shape: 2, rotation: 60 })).not.toEqual(drawShape({ ...upright, shape: 2 }));
});

test('every factor fills its range, on its own; nothing is cut off', () => {
  const all = Array.from({ length: shapeCount }, (_, sample) => shapeFactors(sample));
  const columns = Object.entries(factorRanges).map(([name, [low, high]]) => {
    const values = all.map((factors) => (factors[name as keyof ShapeFactors] - low) / (high - low));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    // Uniform: mean 1/2, with a standard error of 0.003.
    expect(values.reduce((sum, value) => sum + value, 0) / shapeCount).toBeCloseTo(0.5, 1);
    return values;
  });
  for (const [i, a] of columns.entries())
    for (const b of columns.slice(i + 1)) {
      const covariance = a.reduce((sum, value, at) => sum + (value - 0.5) * (b[at]! - 0.5), 0) / shapeCount;
      expect(Math.abs(covariance * 12)).toBeLessThan(0.05);
    }
  for (const [low, high] of [factorRanges.x, factorRanges.y]) {
    expect(low - factorRanges.size[1]).toBeGreaterThanOrEqual(0);
    expect(high + factorRanges.size[1]).toBeLessThanOrEqual(1);
  }
});
