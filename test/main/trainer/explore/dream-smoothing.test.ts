/** Total variation against finite differences, pictures moved and resized, and the sizes that a dream grows through. */
import { expect, test } from 'vitest';
import { resized, rolled, type Picture } from '#main/trainer/explore/dream/picture.ts';
import { totalVariation, totalVariationGradient } from '#main/trainer/explore/dream/smoothing.ts';
import { octaveSizes } from '#shared/explore/octaves.ts';

const picture: Picture = {
  ...{ height: 5, width: 4, channels: 3 },
  values: Float32Array.from({ length: 60 }, (_, at) => 0.5 + 0.4 * Math.sin(at * 1.7)),
};

test('the gradient of the total variation is what finite differences say, at every value', () => {
  const gradient = totalVariationGradient(picture);
  const step = 1e-3;
  gradient.forEach((value, at) => {
    const moved = (by: number): number =>
      totalVariation({ ...picture, values: picture.values.with(at, picture.values[at]! + by) });
    expect(value).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 2);
  });
});

test('a picture that is rolled there and back is the same; enlarged, a flat one stays flat', () => {
  expect(rolled(rolled(picture, 3, -2), -3, 2)).toEqual(picture);
  const flat = { ...picture, values: picture.values.map(() => 0.25) };
  for (const size of [
    { height: 9, width: 7 },
    { height: 2, width: 3 },
  ])
    resized(flat, size, 1.3).values.forEach((value) => expect(value).toBeCloseTo(0.25, 6));
});

test('octaves grow to the size that is wanted; those that are not admitted are left out, but never the last', () => {
  const settings = { octaves: 3, octaveScale: 2 };
  const size = { height: 100, width: 60 };
  const all = [{ height: 25, width: 15 }, { height: 50, width: 30 }, size];
  expect(octaveSizes(size, settings, () => true)).toEqual(all);
  expect(octaveSizes(size, settings, ({ width }) => width > 20)).toEqual(all.slice(1));
  expect(octaveSizes(size, settings, () => false)).toEqual([size]);
});
