/** What Reconstruct asks of an open network, against the session's own predictions and losses. */
import { describe, expect, test } from 'vitest';
import { setObjective } from '#shared/graph/settings.ts';
import { denseProject } from '../fixtures.ts';
import { base64, explored, floats } from './explored.ts';

const plain = await explored(denseProject({ epochs: 1 }));
const denoising = await explored(setObjective(denseProject({ epochs: 1 }), 'denoise'));
const variational = await explored(setObjective(denseProject({ epochs: 1 }), 'variational'));
const samplesOf = (indices: readonly number[]) => indices.map((index) => ({ from: 'data' as const, index }));
const bytesOf = (text: string) => Buffer.from(text, 'base64');

test('reconstructions are the network’s predictions, errors their mean squares, differences their colours', async () => {
  const indices = [4, 1, 9];
  const made = await plain.ask('explore:reconstruct', { samples: samplesOf(indices) });
  const bytes = await plain.explorer.read(samplesOf(indices));
  const { output } = await plain.explorer.session.predict(bytes, 3);
  expect([made.fed, made.wanted]).toEqual([null, null]);
  expect(bytesOf(made.original.bytes).equals(Buffer.from(bytes))).toBe(true);
  const errors = indices.map((_, row) => {
    let sum = 0;
    for (let at = row * 784; at < (row + 1) * 784; at++) sum += (output![at]! - bytes[at]! / 255) ** 2;
    return sum / 784;
  });
  floats(made.errors!).forEach((error, row) => expect(error).toBeCloseTo(errors[row]!, 6));
  const found = bytesOf(made.reconstruction.bytes);
  found.forEach((byte, at) => expect(Math.abs(byte - output![at]! * 255)).toBeLessThanOrEqual(0.51));
  expect(made.difference).toMatchObject({ count: 3, height: 28, width: 28, channels: 3 });
});

test('each sample is given its own noise, whatever stands beside it', async () => {
  const together = await denoising.ask('explore:reconstruct', { samples: samplesOf([2, 5]) });
  const alone = await denoising.ask('explore:reconstruct', { samples: samplesOf([5]) });
  expect(bytesOf(together.fed!.bytes).subarray(784).equals(bytesOf(alone.fed!.bytes))).toBe(true);
  expect(together.fed!.bytes).not.toBe(together.original.bytes);
  expect(floats(together.errors!)[1]).toBe(floats(alone.errors!)[0]);
  // Two samples' noise differs.
  const [fed, original] = [bytesOf(together.fed!.bytes), bytesOf(together.original.bytes)];
  const noise = (row: number) =>
    fed.subarray(row * 784, (row + 1) * 784).map((byte, at) => byte - original[row * 784 + at]!);
  expect(Buffer.from(noise(0)).equals(Buffer.from(noise(1)))).toBe(false);
});

describe('a part', () => {
  test('names its samples with their labels, and is scored once for each checkpoint', async () => {
    const { explorer, ask, progress } = plain;
    const { indices, labels } = await ask('explore:part', { part: 'validation' });
    expect(indices).toEqual([...explorer.session.split.validation]);
    const known = (await explorer.session.dataset.labels())!;
    expect(labels).toEqual(indices.map((index) => known[index]));
    const { errors } = await ask('explore:errors', { part: 'validation' });
    const shown = await ask('explore:reconstruct', { samples: samplesOf(indices) });
    floats(errors).forEach((error, place) => expect(error).toBeCloseTo(floats(shown.errors!)[place]!, 6));
    const reports = progress.length;
    expect((await ask('explore:errors', { part: 'validation' })).errors).toBe(errors);
    expect(progress.length).toBe(reports);
  });

  test('can be called off, and scored afterwards', async () => {
    const controller = new AbortController();
    controller.abort(new DOMException('Cancelled', 'AbortError'));
    await expect(plain.ask('explore:errors', { part: 'train' }, { signal: controller.signal })).rejects.toThrow(
      'Cancelled',
    );
    const { errors } = await plain.ask('explore:errors', { part: 'train' });
    expect(floats(errors)).toHaveLength(plain.explorer.session.split.train.length);
  });
});

test('figures of a sample: its loss and terms as validation measures them, its latent and what that carries', async () => {
  const figures = await plain.ask('explore:figures', { sample: samplesOf([3])[0]! });
  const [error] = floats((await plain.ask('explore:reconstruct', { samples: samplesOf([3]) })).errors!);
  expect(figures).toMatchObject({ loss: expect.closeTo(error!, 5), terms: {}, kl: null, file: null });
  const { latents } = await plain.ask('explore:encode', { samples: samplesOf([3]) });
  expect(figures.latent).toBe(latents);

  const own = await variational.ask('explore:figures', { sample: samplesOf([3])[0]! });
  const kl = floats(own.kl!);
  expect(kl).toHaveLength(12);
  expect(kl.reduce((sum, value) => sum + value, 0)).toBeCloseTo(own.terms['kl']!, 3);
  expect(own.loss).toBeCloseTo(own.terms['reconstruction']! + own.terms['kl']!, 2);
  const bytes = base64(await variational.explorer.read(samplesOf([3])));
  const given = await variational.ask('explore:figures', { sample: { from: 'given', bytes } });
  expect(given.terms['kl']).toBeCloseTo(own.terms['kl']!, 4);
});

test('networks without pictures of samples refuse in words', async () => {
  const { ask } = await explored(setObjective(denseProject({ epochs: 1 }), 'classify'));
  await expect(ask('explore:reconstruct', { samples: samplesOf([0]) })).rejects.toThrow(
    /gives out classes, no pictures/,
  );
});
