/** Encoding, decoding and reading files by an open network, against the session's own predictions. */
import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { Explorer } from '#main/trainer/explore/explorer.ts';
import { runFolder } from '#main/trainer/run-folder.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { denseProject, chainProject } from '../fixtures.ts';
import { base64, explored, floats } from './explored.ts';

const project = denseProject({ epochs: 1 });
const dense = await explored(project);
const indices = [0, 3, 7, 8, 9];
const samples = indices.map((index) => ({ from: 'data' as const, index }));

describe('an open network', () => {
  test('says what it is and what can be done with it', () => {
    expect(dense.explorer.info).toMatchObject({
      objective: 'reconstruct',
      epoch: 1,
      checkpoint: 'best',
      version: 1,
      data: { samples: 60, labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] },
      sample: [28, 28, 1],
      output: [28, 28, 1],
      latent: { size: 12, kind: 'plain' },
      decodes: true,
      prior: null,
      noise: { impossible: expect.any(String) },
      classes: { impossible: expect.any(String) },
    });
    expect(dense.explorer.info.layers.map(({ kind }) => kind)).toEqual([
      ...['dense', 'dropout', 'latent', 'dense', 'output'],
    ]);
  });

  test('decodes what it has encoded to what it reconstructs', async () => {
    const { latents, size } = await dense.ask('explore:encode', { samples });
    expect(size).toBe(12);
    const decoded = await dense.ask('explore:decode', { latents, count: indices.length });
    const bytes = await dense.explorer.read(samples);
    const { output } = await dense.explorer.session.predict(bytes, indices.length);
    const expected = Uint8Array.from(output!, (value) => Math.round(Math.min(1, Math.max(0, value)) * 255));
    expect(decoded).toMatchObject({ count: 5, height: 28, width: 28, channels: 1 });
    const found = Buffer.from(decoded.bytes, 'base64');
    const apart = found.reduce((most, byte, at) => Math.max(most, Math.abs(byte - expected[at]!)), 0);
    expect(apart).toBeLessThanOrEqual(1);
  });

  test('gives a sample the same latent wherever it comes from, alone or among others', async () => {
    const all = floats((await dense.ask('explore:encode', { samples })).latents);
    const bytes = base64(await dense.explorer.read([samples[2]!]));
    const one = floats((await dense.ask('explore:encode', { samples: [{ from: 'given', bytes }] })).latents);
    one.forEach((value, at) => expect(value).toBeCloseTo(all[2 * 12 + at]!, 5));
  });

  test('refuses samples and latents that are not there or do not fit, in words', async () => {
    await expect(dense.ask('explore:pictures', { samples: [{ from: 'data', index: 60 }] })).rejects.toThrow(
      /Sample number 61 was asked for. The data have 60 samples, counted from 1/,
    );
    const short = base64(new Uint8Array(783));
    await expect(dense.ask('explore:encode', { samples: [{ from: 'given', bytes: short }] })).rejects.toThrow(/783/);
    const notFinite = base64(new Float32Array(12).fill(Number.NaN));
    await expect(dense.ask('explore:decode', { latents: notFinite, count: 1 })).rejects.toThrow(/not finite/);
    await expect(dense.ask('explore:decode', { latents: notFinite, count: 2 })).rejects.toThrow(/24 finite/);
  });

  test('reads any picture as a sample, and names what is wrong with a broken one', async () => {
    const pixels = { width: 90, height: 60, channels: 3, background: { r: 255, g: 0, b: 0 } } as const;
    const file = (await sharp({ create: pixels }).jpeg().toBuffer()).toString('base64');
    const { bytes, shape } = await dense.ask('explore:read', { name: 'red.jpg', file, invert: false });
    expect(shape).toEqual([28, 28, 1]);
    const grey = Buffer.from(bytes, 'base64');
    expect(new Set(grey.subarray(0, 10)).size).toBe(1);
    const inverted = await dense.ask('explore:read', { name: 'red.jpg', file, invert: true });
    expect(Buffer.from(inverted.bytes, 'base64')[0]).toBe(255 - grey[0]!);
    const broken = Buffer.from(file, 'base64').subarray(0, 200).toString('base64');
    const reading = dense.ask('explore:read', { name: 'cut.jpg', file: broken, invert: false });
    await expect(reading).rejects.toThrow(/“cut.jpg” cannot be used: it is (truncated|damaged)/);
  });

  test('takes a newer checkpoint, forgets what it remembered, and keeps its weights when the file is broken', async () => {
    const kept = await dense.explorer.remember('something', async () => ({}));
    expect(await dense.explorer.remember('something', async () => ({}))).toBe(kept);
    await dense.explorer.refresh('last');
    expect(dense.explorer.info).toMatchObject({ version: 2, checkpoint: 'last' });
    expect(await dense.explorer.remember('something', async () => ({}))).not.toBe(kept);
    const before = await dense.ask('explore:encode', { samples });
    await writeFile(runFolder(dense.folder).best, 'broken');
    await expect(dense.explorer.refresh('best')).rejects.toThrow(/best.safetensors/);
    expect(await dense.ask('explore:encode', { samples })).toEqual(before);
    const { folder, dataset } = dense;
    await expect(Explorer.open({ project, folder, checkpoint: 'best', dataset })).rejects.toThrow(/best.safetensors/);
  });
});

test('a network knows which of its layers can see larger pictures', async () => {
  const conv = chainProject([
    ['input', { shape: [28, 28, 1] }],
    ['conv2d', { filters: 3, kernelSize: [3, 3], strides: [2, 2], padding: 'same' }],
    ['flatten'],
    ['dense', { units: 4 }],
    ['latent'],
    ['dense', { units: 784, activation: 'sigmoid' }],
    ['output'],
  ]);
  const { explorer } = await explored({ ...conv, training: { ...conv.training, epochs: 1 } });
  expect(explorer.info.layers.filter(({ anySize }) => anySize).map(({ kind }) => kind)).toEqual(['conv2d']);
});

test('a variational latent is drawn from a normal prior', async () => {
  const { explorer } = await explored(setObjective(denseProject({ epochs: 1 }), 'variational'));
  expect(explorer.info).toMatchObject({ prior: 'normal', latent: { kind: 'variational' } });
});
