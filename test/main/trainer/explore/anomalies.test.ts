/** Scores of samples by an open network, against its reconstructions and against the covariance of its training latents. */
import { inverse, Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { spreadOf } from '#main/trainer/explore/latent-distance.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { denseProject } from '../fixtures.ts';
import { base64, explored, floats } from './explored.ts';

const plain = await explored(denseProject({ epochs: 1 }));
const samplesOf = (indices: readonly number[]) => indices.map((index) => ({ from: 'data' as const, index }));

test('a plain network scores by error and latent distance, pictures from outside like its own', async () => {
  const { indices } = await plain.ask('explore:part', { part: 'validation' });
  const scores = await plain.ask('explore:scores', { of: 'validation' });
  expect(scores).toMatchObject({ kl: null, negativeElbo: null, latentBy: 'full' });
  const { errors } = await plain.ask('explore:errors', { part: 'validation' });
  floats(scores.error!).forEach((error, place) => expect(error).toBeCloseTo(floats(errors)[place]!, 6));
  const bytes = indices.slice(0, 3).map((index) => plain.explorer.read(samplesOf([index])));
  const given = (await Promise.all(bytes)).map((own) => ({ from: 'given' as const, bytes: base64(own) }));
  const outside = await plain.ask('explore:scoreSamples', { samples: given });
  floats(outside.error!).forEach((error, place) => expect(error).toBeCloseTo(floats(scores.error!)[place]!, 6));
  floats(outside.latent!).forEach((far, place) => expect(far).toBeCloseTo(floats(scores.latent!)[place]!, 3));
});

test('a variational network adds its KL divergence and negative ELBO', async () => {
  const { ask } = await explored(setObjective(denseProject({ epochs: 1 }), 'variational'));
  const { error, kl, negativeElbo } = await ask('explore:scores', { of: 'reference' });
  const own = await ask('explore:figures', {
    sample: samplesOf([(await ask('explore:part', { part: 'train' })).indices[0]!])[0]!,
  });
  expect(floats(kl!)[0]).toBeCloseTo(own.terms['kl']!, 3);
  floats(negativeElbo!).forEach((elbo, at) => expect(elbo).toBeGreaterThan(floats(kl!)[at]!));
  expect(floats(error!)).toHaveLength(54);
});

test('a classifier is scored by its latent alone', async () => {
  const { ask } = await explored(setObjective(denseProject({ epochs: 1 }), 'classify'));
  const scores = await ask('explore:scores', { of: 'validation' });
  expect(scores).toMatchObject({ error: null, kl: null, negativeElbo: null });
  expect(floats(scores.latent!).every((value) => value > 0)).toBe(true);
});

test('latent distances are Mahalanobis’s; with too many values for a covariance, each by itself', () => {
  const size = 3;
  const count = 50;
  const latents = Float32Array.from({ length: count * size }, (_, at) => Math.sin(at * at) * (1 + (at % size)));
  const { kind, distances } = spreadOf(latents, size);
  expect(kind).toBe('full');
  const rows = Array.from({ length: count }, (_, row) => [...latents.subarray(row * size, (row + 1) * size)]);
  const mean = rows[0]!.map((_, at) => rows.reduce((sum, row) => sum + row[at]! / count, 0));
  const centred = new Matrix(rows.map((row) => row.map((value, at) => value - mean[at]!)));
  const precision = inverse(
    centred
      .transpose()
      .mmul(centred)
      .div(count - 1),
  );
  distances(latents).forEach((found, row) => {
    const own = centred.getRowVector(row);
    const expected = Math.sqrt(own.mmul(precision).mmul(own.transpose()).get(0, 0));
    expect(Math.abs(found / expected - 1)).toBeLessThan(1e-3);
  });
  const few = spreadOf(latents.subarray(0, 2 * size), size);
  expect(few.kind).toBe('diagonal');
  expect(
    [...few.distances(latents.subarray(0, 2 * size))].every((value) => Math.abs(value - Math.sqrt(1.5)) < 0.01),
  ).toBe(true);
});
