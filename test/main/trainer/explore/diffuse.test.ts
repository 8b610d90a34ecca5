/** Filling without a network, against cases whose answer is known. */
import { expect, test } from 'vitest';
import { diffuse } from '#main/trainer/explore/diffuse.ts';
import { emptyMask, paintBox, presetMask } from '#shared/explore/mask.ts';

const [height, width] = [20, 24];
const hole = paintBox(emptyMask(height, width), { x: 6, y: 5, width: 10, height: 9 });
const make = (channels: number, valueAt: (x: number, y: number, channel: number) => number): Float32Array =>
  Float32Array.from({ length: height * width * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    return valueAt(pixel % width, Math.floor(pixel / width), at % channels);
  });
const spoilt = (values: Float32Array, channels: number, missing: Uint8Array): Float32Array =>
  values.map((value, at) => (missing[Math.floor(at / channels)] ? 9 : value));
const furthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);

test('a ramp comes back, each channel by itself: it is its neighbours’ mean everywhere', () => {
  const ramp = make(2, (x, y, channel) => (channel === 0 ? x / width : (x + y) / (width + height)));
  const filled = diffuse(spoilt(ramp, 2, hole.missing), hole.missing, { height, width, channels: 2 }, 0.5);
  expect(furthest(filled, ramp)).toBeLessThan(1e-3);
});

test('between a black and a white side, a hole over the whole height falls evenly', () => {
  const gap = paintBox(emptyMask(height, width), { x: 5, y: 0, width: 9, height });
  const sides = make(1, (x) => (x < 5 ? 0 : 1));
  const filled = diffuse(spoilt(sides, 1, gap.missing), gap.missing, { height, width, channels: 1 }, 0.5);
  const row = Array.from({ length: 9 }, (_, at) => filled[10 * width + 5 + at]!);
  row.forEach((value, at) => expect(value).toBeCloseTo((at + 1) / 10, 2));
});

test('what is known stays as it is, and no fill leaves the range of what is around', () => {
  const noise = make(1, (x, y) => ((x * 7 + y * 13) % 10) / 10);
  const { missing } = presetMask('pixels', height, width, 3);
  const filled = diffuse(spoilt(noise, 1, missing), missing, { height, width, channels: 1 }, 0.5);
  filled.forEach((value, at) => {
    if (!missing[at]) expect(value).toBe(noise[at]);
    expect(value).toBeGreaterThanOrEqual(-1e-3);
    expect(value).toBeLessThanOrEqual(0.901);
  });
});

test('without any known pixel it is what it is told to be', () => {
  const all = new Uint8Array(height * width).fill(1);
  const filled = diffuse(
    make(1, () => 9),
    all,
    { height, width, channels: 1 },
    0.5,
  );
  expect(new Set(filled)).toEqual(new Set([0.5]));
});
