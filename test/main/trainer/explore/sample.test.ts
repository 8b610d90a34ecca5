/** What Sample and Interpolate ask of an open network, against what encode, decode and the data themselves say. */
import { describe, expect, test } from 'vitest';
import { setObjective } from '#shared/graph/settings.ts';
import { denseProject } from '../fixtures.ts';
import { explored, floats } from './explored.ts';

const dense = await explored(denseProject({ epochs: 1 }));
const variational = await explored(setObjective(denseProject({ epochs: 1 }), 'variational'));
const drawing = { source: 'prior', components: 3, covariance: 'full' } as const;
const settings = { ...drawing, first: 0, count: 4, seed: 9, truncation: 'none', limit: 1 } as const;
const samplesOf = (indices: readonly number[]) => indices.map((index) => ({ from: 'data' as const, index }));

/** Mean and variance of each column of [count, size]. */
function moments(values: Float32Array, size: number): Record<'mean' | 'variance', Float64Array> {
  const [mean, variance] = [new Float64Array(size), new Float64Array(size)];
  const count = values.length / size;
  values.forEach((value, at) => (mean[at % size]! += value / count));
  values.forEach((value, at) => (variance[at % size]! += (value - mean[at % size]!) ** 2 / count));
  return { mean, variance };
}

describe('drawing', () => {
  test('a variational network from its prior: decoded as decode does, a prefix of more, other with another seed', async () => {
    const { pictures, latents, size, drawn } = await variational.ask('explore:sample', settings);
    expect(drawn).toMatch(/standard normal prior/);
    expect(pictures).toEqual(await variational.ask('explore:decode', { latents, count: 4 }));
    const more = await variational.ask('explore:sample', { ...settings, count: 6 });
    expect(floats(more.latents).subarray(0, 4 * size)).toEqual(floats(latents));
    const rest = await variational.ask('explore:sample', { ...settings, first: 2, count: 4 });
    expect(floats(rest.latents)).toEqual(floats(more.latents).subarray(2 * size));
    const other = await variational.ask('explore:sample', { ...settings, seed: 10 });
    expect(other.latents).not.toBe(latents);
    const near = await variational.ask('explore:sample', { ...settings, truncation: 'truncated', limit: 0.5 });
    expect(floats(near.latents).every((value) => Math.abs(value) <= 0.5)).toBe(true);
  });

  test('a plain one from a gaussian in place of the prior it does not have: mean and variance of the training latents', async () => {
    const { latents, size, drawn } = await dense.ask('explore:sample', { ...settings, count: 256 });
    expect(drawn).toMatch(/a gaussian \(full covariance\) fitted to the latents of \d+ training samples/);
    const train = Array.from(dense.explorer.session.split.train);
    const trained = moments(floats((await dense.ask('explore:encode', { samples: samplesOf(train) })).latents), size);
    const found = moments(floats(latents), size);
    // Even a latent value that never changes gets a ten-thousandth of the mean variance (mixture.ts).
    const floor = 1e-4 * (trained.variance.reduce((sum, value) => sum + value, 0) / size) + 1e-9;
    trained.variance.forEach((value, at) => {
      const variance = value + floor;
      // Of 256 normal numbers the mean has variance σ²/256, and the variance a relative deviation of √(2/255).
      expect(Math.abs(found.mean[at]! - trained.mean[at]!)).toBeLessThan(5 * Math.sqrt(variance / 256));
      expect(Math.abs(found.variance[at]! / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 255));
    });
    const mixture = await dense.ask('explore:sample', { ...settings, source: 'mixture' });
    expect(mixture.drawn).toMatch(/a mixture of [123] gaussian/);
  });

  test('is cancelled, and works again afterwards', async () => {
    const { explorer, ask } = await explored(denseProject({ epochs: 1 }));
    const controller = new AbortController();
    controller.abort(new DOMException('Cancelled', 'AbortError'));
    await expect(ask('explore:latentRanges', {}, { signal: controller.signal })).rejects.toThrow('Cancelled');
    expect((await ask('explore:latentRanges', {})).samples).toBe(explorer.session.split.train.length);
  });
});

test('ranges are percentiles of the encoded training samples; components are orthonormal and in order', async () => {
  const { explorer } = dense;
  const train = Array.from(explorer.session.split.train);
  const encoded = floats((await dense.ask('explore:encode', { samples: samplesOf(train) })).latents);
  const ranges = await dense.ask('explore:latentRanges', {});
  const { size, principal } = ranges;
  expect(ranges.samples).toBe(train.length);
  const values = train.map((_, row) => encoded[row * size]!).sort((a, b) => a - b);
  const place = 0.05 * (values.length - 1);
  const expected = values[Math.floor(place)]! + (values[Math.ceil(place)]! - values[Math.floor(place)]!) * (place % 1);
  expect(floats(ranges.low)[0]).toBeCloseTo(expected, 5);
  expect(floats(ranges.mean)[0]).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 5);
  const directions = floats(principal!.directions);
  const row = (at: number): Float32Array => directions.subarray(at * size, (at + 1) * size);
  for (let a = 0; a < principal!.count; a++)
    for (let b = 0; b <= a; b++)
      expect(row(a).reduce((sum, value, at) => sum + value * row(b)[at]!, 0)).toBeCloseTo(a === b ? 1 : 0, 4);
  const shares = [...floats(principal!.shares)];
  expect(shares).toEqual([...shares].sort((a, b) => b - a));
  expect(shares.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
});

test('the mean of a group is the mean of its latents, by label and by choice', async () => {
  const { session } = dense.explorer;
  const labels = (await session.dataset.labels())!;
  const label = labels[session.split.train[0]!]!;
  const members = Array.from(session.split.train).filter((index) => labels[index] === label);
  const byLabel = await dense.ask('explore:groupMean', { group: { by: 'label', label } });
  const bySamples = await dense.ask('explore:groupMean', { group: { by: 'samples', samples: samplesOf(members) } });
  expect(byLabel.samples).toBe(members.length);
  const { latents, size } = await dense.ask('explore:encode', { samples: samplesOf(members) });
  for (let at = 0; at < size; at++) {
    const mean = members.reduce((sum, _, row) => sum + floats(latents)[row * size + at]!, 0) / members.length;
    expect(floats(byLabel.mean)[at]).toBeCloseTo(mean, 4);
    expect(floats(bySamples.mean)[at]).toBeCloseTo(mean, 4);
  }
  await expect(dense.ask('explore:groupMean', { group: { by: 'label', label: 99 } })).rejects.toThrow(/none labelled/);
});

test('neighbours are the training samples nearest to what a latent decodes to', async () => {
  const { explorer } = dense;
  const train = Array.from(explorer.session.split.train);
  const { latents } = await dense.ask('explore:encode', { samples: samplesOf([2, 5]) });
  const decoded = Buffer.from((await dense.ask('explore:decode', { latents, count: 2 })).bytes, 'base64');
  const { rows, searched, typical } = await dense.ask('explore:neighbours', { latents, count: 2, nearest: 3 });
  expect(searched).toBe(train.length);
  const pixels = await explorer.read(samplesOf(train));
  rows.forEach((row, query) => {
    const distances = train.map((index, place) => {
      let sum = 0;
      for (let at = 0; at < 784; at++) sum += (decoded[query * 784 + at]! - pixels[place * 784 + at]!) ** 2;
      return { index, distance: Math.sqrt(sum / 784) / 255 };
    });
    const expected = distances.sort((a, b) => a.distance - b.distance).slice(0, 3);
    expect(row.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
    row.forEach(({ distance }, place) => expect(distance).toBeCloseTo(expected[place]!.distance, 9));
  });
  expect(typical.nearestLow).toBeGreaterThan(0);
  expect(typical.nearest).toBeGreaterThanOrEqual(typical.nearestLow);
  expect(typical.pair).toBeGreaterThan(typical.nearest);
  expect(dense.progress.at(-1)).toMatchObject({ done: train.length, total: train.length });
});

test('ends are samples with their latents, or noise with what it decodes to; never both', async () => {
  const ends = samplesOf([1, 4]);
  const found = await dense.ask('explore:ends', { ends });
  const { latents, size } = await dense.ask('explore:encode', { samples: ends });
  expect(found).toEqual({ pictures: await dense.ask('explore:pictures', { samples: ends }), latents, size });
  const noise = { from: 'noise', seed: 9 } as const;
  const drawn = await variational.ask('explore:ends', { ends: [noise, { ...noise, seed: 10 }] });
  const first = await variational.ask('explore:sample', { ...settings, count: 1 });
  expect(floats(drawn.latents).subarray(0, drawn.size)).toEqual(floats(first.latents));
  expect(drawn.pictures).toEqual(await variational.ask('explore:decode', { latents: drawn.latents, count: 2 }));
  await expect(variational.ask('explore:ends', { ends: [...ends, noise] })).rejects.toThrow(/others noise/);
  await expect(dense.ask('explore:ends', { ends: [noise] })).rejects.toThrow(/given by a seed/);
});

test('who cancels work that others wait for ends it for themselves alone', async () => {
  const { ask } = await explored(denseProject({ epochs: 1 }));
  const controller = new AbortController();
  const cancelled = ask('explore:latentRanges', {}, { signal: controller.signal });
  const waiting = ask('explore:sample', { ...settings, source: 'gaussian' });
  controller.abort(new DOMException('Cancelled', 'AbortError'));
  await expect(cancelled).rejects.toThrow('Cancelled');
  expect((await waiting).pictures.count).toBe(4);
});
