import { afterEach, describe, expect, test } from 'vitest';
import { setImage, setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { chain } from '../../../shared/graph/chain.ts';
import { openEagerly, type EagerObjective } from './eager.ts';

const opened: EagerObjective[] = [];
afterEach(() => opened.splice(0).forEach((each) => each.dispose()));

const count = 8;
const side = 12;
const pixels = count * side * side;
/** Grey pictures of two channels, all alike. */
const grey = new Uint8Array(pixels * 2).fill(102);

async function open(params: AnyParams, range: 'zeroToOne' | 'minusOneToOne' = 'zeroToOne') {
  const plain = chain([side, side, 2], ['conv2d', { filters: 2, kernelSize: [1, 1] }]);
  const objective = await openEagerly(setObjective(setImage(plain, { range }), 'denoise', params));
  opened.push(objective);
  return objective;
}
const fedBy = async (params: AnyParams, range?: 'zeroToOne' | 'minusOneToOne', seed = 1): Promise<Float32Array> =>
  (await (await open(params, range)).run('predict', grey, count, { seed }))['fed'] as Float32Array;

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, n) => sum + n, 0) / values.length;

describe.each([
  ['zeroToOne', 0, 1],
  ['minusOneToOne', -1, 1],
] as const)('in the range %s', (range, low, high) => {
  const before = low + ((high - low) * 102) / 255;
  /** Which values there are, without the rounding of floats. */
  const valuesOf = (fed: Float32Array): number[] =>
    [...new Set(Array.from(fed, (value) => Number(value.toFixed(5))))].sort((a, b) => a - b);

  test('gaussian noise has its standard deviation, as a share of the range', async () => {
    const fed = await fedBy({ noise: 'gaussian', standardDeviation: 0.1 }, range);
    const shifts = fed.map((value) => (value - before) / (high - low));
    expect(meanOf(shifts)).toBeCloseTo(0, 2);
    expect(Math.sqrt(meanOf(shifts.map((shift) => shift ** 2)))).toBeCloseTo(0.1, 2);
  });

  test('strong noise is cut off at the ends of the range', async () => {
    const fed = await fedBy({ noise: 'gaussian', standardDeviation: 2 }, range);
    expect([Math.min(...fed), Math.max(...fed)]).toEqual([low, high]);
  });

  test('salt and pepper make whole pixels black or white, as many of each', async () => {
    const fed = await fedBy({ noise: 'saltAndPepper', share: 0.4 }, range);
    expect(valuesOf(fed)).toEqual([low, Number(before.toFixed(5)), high]);
    for (let at = 0; at < fed.length; at += 2) expect(fed[at + 1]).toBe(fed[at]);
    expect(fed.filter((value) => value === low).length / fed.length).toBeCloseTo(0.2, 1);
    expect(fed.filter((value) => value === high).length / fed.length).toBeCloseTo(0.2, 1);
  });

  test('masking makes its share of pixels black, and no other', async () => {
    const fed = await fedBy({ noise: 'masking', share: 0.25 }, range);
    expect(valuesOf(fed)).toEqual([low, Number(before.toFixed(5))]);
    expect(Math.abs(fed.filter((value) => value === low).length / fed.length - 0.25)).toBeLessThan(0.04);
  });
});

test.each(['gaussian', 'saltAndPepper', 'masking'])('no %s noise leaves the samples as they are', async (noise) => {
  const fed = await fedBy({ noise, standardDeviation: 0, share: 0 });
  expect(new Set(fed)).toEqual(new Set([Math.fround(102 / 255)]));
});

test('noise is another with another seed, and differs from sample to sample', async () => {
  const params = { noise: 'masking', share: 0.5 };
  const [first, again, other] = [await fedBy(params), await fedBy(params), await fedBy(params, 'zeroToOne', 2)];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  const size = side * side * 2;
  expect(first.subarray(0, size)).not.toEqual(first.subarray(size, 2 * size));
});

test('the loss is the distance from the clean sample', async () => {
  const objective = await open({ noise: 'saltAndPepper', share: 0.5 });
  const { loss } = await objective.run('evaluate', grey, count);
  const { output } = await objective.run('predict', grey, count);
  // Both draw with the same seed.
  expect(loss![0]).toBeCloseTo(meanOf(output!.map((value: number) => (value - 102 / 255) ** 2)), 5);
});
