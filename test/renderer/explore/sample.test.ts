/** What Sample computes in the window: axes of its sliders, groups, arithmetic, and the table it saves. */
import { describe, expect, test } from 'vitest';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import type { LatentRanges } from '#shared/wire/explore/sample.ts';
import { encodeFloats } from '../../../src-renderer/explore/bytes.ts';
import { addDifference, axesOf, meanOf, spanOf } from '../../../src-renderer/explore/sample/axes.ts';
import { byHand, groupOf, noGroup, toggled } from '../../../src-renderer/explore/sample/groups.ts';
import { samplesTable } from '../../../src-renderer/explore/sample/sample-table.ts';

const floats = (...values: number[]): string => encodeFloats(Float32Array.from(values));
const ranges: LatentRanges = {
  ...{ size: 2, samples: 9, low: floats(-1, -2), mean: floats(1, 0), high: floats(3, 2) },
  principal: {
    ...{ count: 2, directions: floats(0.6, 0.8, -0.8, 0.6), low: floats(-4, -1), high: floats(4, 1) },
    shares: floats(0.75, 0.25),
  },
};
const noise = { noise: { size: 3, distribution: 'uniform' } } as unknown as ExploreInfo;

describe('sliders', () => {
  test('along single values: one number changes, the latent itself stays', () => {
    const [first, second] = axesOf(noise, ranges, 'latent');
    const latent = Float32Array.of(0.5, 0.25);
    expect(first).toMatchObject({ label: 'Latent 1', low: -1, high: 3 });
    expect(second!.valueOf(latent)).toBe(0.25);
    expect([...second!.moved(latent, 2)]).toEqual([0.5, 2]);
    expect([...latent]).toEqual([0.5, 0.25]);
  });

  test('along components: measured from the mean, moved along one and not along the other', () => {
    const [first, second] = axesOf(noise, ranges, 'principal');
    const latent = Float32Array.of(2, 2);
    expect(first!.label).toBe('Component 1 · 75%');
    // (2 − 1) × 0.6 + 2 × 0.8
    expect(first!.valueOf(latent)).toBeCloseTo(2.2, 6);
    const moved = first!.moved(latent, 3.2);
    expect([...moved]).toEqual([expect.closeTo(2.6, 5), expect.closeTo(2.8, 5)]);
    expect(second!.valueOf(moved)).toBeCloseTo(second!.valueOf(latent), 5);
  });

  test('of noise, where there are no training latents; 64 at most', () => {
    expect(axesOf(noise, null, 'latent')).toMatchObject([{ label: 'Noise 1', low: -0.9, high: 0.9 }, {}, {}]);
    const many = { noise: { size: 100, distribution: 'normal' } } as unknown as ExploreInfo;
    expect(axesOf(many, null, 'principal')).toHaveLength(64);
  });

  test('span half as much again on both sides, and where the sample itself stands', () => {
    const [first] = axesOf(noise, ranges, 'latent');
    expect(spanOf(first!, 0)).toEqual({ min: -3, max: 5 });
    expect(spanOf(first!, 9)).toEqual({ min: -3, max: 9 });
  });
});

test('arithmetic adds what sets the groups apart; a group that is not there counts as nothing', () => {
  const [latent, plus, minus] = [Float32Array.of(1, 1), Float32Array.of(2, 0), Float32Array.of(0, 4)];
  expect([...addDifference(latent, 0.5, plus, minus)]).toEqual([2, -1]);
  expect([...addDifference(latent, 2, plus, null)]).toEqual([5, 1]);
  expect([...meanOf([plus, minus])]).toEqual([1, 2]);
});

test('groups: labels that are there, samples by hand, drawn ones where nothing is encoded', () => {
  expect(groupOf(7, 10, [], true)).toEqual({ by: 'label', label: 7 });
  expect(groupOf(7, 5, [], true)).toBeNull();
  expect(groupOf(7, 10, [], false)).toBeNull();
  expect(groupOf(noGroup, 10, [3], true)).toBeNull();
  expect(groupOf(byHand, 10, [], true)).toBeNull();
  expect(groupOf(byHand, 10, [3], true)).toEqual({ by: 'data', indices: [3] });
  expect(groupOf(byHand, 10, [3], false)).toEqual({ by: 'drawn', indices: [3] });
  expect(toggled(toggled([1], 4), 1)).toEqual([4]);
});

test('the table counts samples from 1 and leaves out neighbours that were not looked up', () => {
  const latents = Float32Array.of(0.5, 1, -1.25, 2);
  expect(samplesTable(latents, 2, null)).toBe('sample,latent 1,latent 2\n1,0.5,1\n2,-1.25,2\n');
  const typical = { probes: 1, nearest: 0, nearestLow: 0, pair: 0 };
  const near = { rows: [[{ index: 8, distance: 0.125 }], []], searched: 9, typical };
  expect(samplesTable(latents, 2, near)).toBe(
    'sample,nearest training sample,distance,latent 1,latent 2\n1,9,0.125,0.5,1\n2,,,-1.25,2\n',
  );
});
