/** What the latent map asks of an open network, against what encode and the data themselves say. */
import { describe, expect, test } from 'vitest';
import { setObjective } from '#shared/graph/settings.ts';
import { denseProject } from '../fixtures.ts';
import { explored, floats } from './explored.ts';

const dense = await explored(denseProject({ epochs: 1 }));
const variational = await explored(setObjective(denseProject({ epochs: 1 }), 'variational'));
const bytes = (text: string): Buffer<ArrayBuffer> => Buffer.from(text, 'base64') as Buffer<ArrayBuffer>;
const words = (text: string): number[] => {
  const all = bytes(text);
  return Array.from({ length: all.length / 4 }, (_, at) => all.readUInt32LE(at * 4));
};

test('every sample once, with latent, error, label and part; in pieces as in one', async () => {
  const { explorer, ask } = dense;
  const { session } = explorer;
  const { version, count, total, size, scores } = await ask('explore:latentMap', { part: 'all' });
  expect({ version, count, total, scores }).toEqual({
    scores: { error: true, divergence: false },
    ...{ version: explorer.info.version, count: session.dataset.info.samples, total: count },
  });
  const rows = await ask('explore:latentMapRows', { part: 'all', from: 0, count });
  const samples = words(rows.samples);
  expect(samples).toEqual(Array.from({ length: count }, (_, at) => at));
  const scored = await ask('explore:latentMapScores', { part: 'all', from: 0, count });
  const chosen = [0, 1, 17, count - 1];
  const given = chosen.map((index) => ({ from: 'data' as const, index }));
  const encoded = floats((await ask('explore:encode', { samples: given })).latents);
  const originals = await explorer.read(given);
  const decoded = bytes((await ask('explore:decode', { latents: encodedText(encoded), count: 4 })).bytes);
  const labels = (await session.dataset.labels())!;
  chosen.forEach((row, place) => {
    for (let at = 0; at < size; at++)
      expect(floats(rows.latents)[row * size + at]).toBeCloseTo(encoded[place * size + at]!, 4);
    let error = 0;
    for (let at = 0; at < 784; at++) error += ((originals[place * 784 + at]! - decoded[place * 784 + at]!) / 255) ** 2;
    expect(floats(scored.error!)[row]).toBeCloseTo(error / 784, 3);
    expect(bytes(rows.labels!).readUInt16LE(row * 2)).toBe(labels[row]);
    const parts = ['train', 'validation', 'test'] as const;
    expect(session.split[parts[bytes(rows.parts)[row]!]!]).toContain(row);
  });
  expect(scored.divergence).toBeNull();
  const one = await ask('explore:latentMapScores', { part: 'all', from: 17, count: 1 });
  expect(floats(one.error!)).toHaveLength(1);
  expect(floats(one.error!)[0]).toBeCloseTo(floats(scored.error!)[17]!, 5);
  const piece = await ask('explore:latentMapRows', { part: 'all', from: 5, count: 3 });
  expect(words(piece.samples)).toEqual([5, 6, 7]);
  expect(floats(piece.latents)).toEqual(floats(rows.latents).slice(5 * size, 8 * size));
  const encoding = `Encoding ${count} samples`;
  expect(dense.progress).toContainEqual({ done: count, total: count, doing: encoding });
});

const encodedText = (values: Float32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

test('of one part: its samples alone; of a part that is empty: said in words', async () => {
  const { session } = dense.explorer;
  const { count } = await dense.ask('explore:latentMap', { part: 'validation' });
  const { samples } = await dense.ask('explore:latentMapRows', { part: 'validation', from: 0, count });
  expect(words(samples)).toEqual([...session.split.validation]);
  const left = dense.ask('explore:latentMap', { part: 'test' });
  if (session.split.test.length === 0) await expect(left).rejects.toThrow(/has no samples/);
  else expect((await left).count).toBe(session.split.test.length);
});

test('a variational latent also says how far each sample is from the prior', async () => {
  const { count, size } = await variational.ask('explore:latentMap', { part: 'all' });
  const { latents } = await variational.ask('explore:latentMapRows', { part: 'all', from: 0, count });
  const { divergence } = await variational.ask('explore:latentMapScores', { part: 'all', from: 0, count });
  floats(divergence!).forEach((found, row) => {
    const means = floats(latents).subarray(row * size, (row + 1) * size);
    // −½ Σ (1 + log σ² − μ² − σ²) is least ½ Σ μ², where σ = 1.
    expect(found).toBeGreaterThan(means.reduce((sum, mean) => sum + mean ** 2, 0) / 2 - 1e-3);
  });
});

describe('cancelling', () => {
  test('ends it between two batches, and it works again afterwards', async () => {
    const { ask } = await explored(denseProject({ epochs: 1 }));
    const controller = new AbortController();
    controller.abort(new DOMException('Cancelled', 'AbortError'));
    await expect(ask('explore:latentMap', { part: 'all' }, { signal: controller.signal })).rejects.toThrow('Cancelled');
    expect((await ask('explore:latentMap', { part: 'all' })).count).toBeGreaterThan(0);
  });
});
