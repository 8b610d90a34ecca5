/** Filling holes with open networks: what is fed, what is replaced, and what the figures are of. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { emptyMask, paintBox } from '#shared/explore/mask.ts';
import { appendEdge, appendNode, makeNode, withGraph } from '#shared/graph/rewire.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { chain } from '../../../shared/graph/chain.ts';
import { denseProject } from '../fixtures.ts';
import { base64, explored, floats, type Explored } from './explored.ts';

const dense = await explored(denseProject({ epochs: 1 }));
const variational = await explored(setObjective(denseProject({ epochs: 1 }), 'variational'));

const { missing } = paintBox(emptyMask(28, 28), { x: 8, y: 6, width: 12, height: 14 });
const sample = { from: 'data', index: 3 } as const;
const hole = { missing: base64(missing), start: 'black', iterations: 1, damping: 0, draws: 1, seed: 5 } as const;
const settings = { ...hole, sample } as const;
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const originalOf = async ({ explorer }: Explored): Promise<Uint8Array> => explorer.read([sample]);

describe('a network that was not trained with holes', () => {
  test('fills the hole, and only the hole, with what it makes of the picture with the hole black', async () => {
    const original = await originalOf(dense);
    const { filled, fed, ...rest } = await dense.ask('explore:fill', settings);
    const holed = original.map((byte, at) => (missing[at] ? 0 : byte));
    expect(bytesOf(fed.bytes)).toEqual(holed);
    const { output } = await dense.explorer.session.predict(holed, 1);
    bytesOf(filled.bytes).forEach((byte, at) => {
      if (!missing[at]) expect(byte).toBe(original[at]);
      else expect(Math.abs(byte - output![at]! * 255)).toBeLessThanOrEqual(1);
    });
    expect(rest).toMatchObject({ missing: 168, iterations: 1, settled: false });
  });

  test('says how far off the hole is, by itself', async () => {
    const original = await originalOf(dense);
    const { errors, filled, mean, diffusion } = await dense.ask('explore:fill', settings);
    for (const [error, picture] of [
      [errors.network[0]!, filled],
      [errors.mean, mean],
      [errors.diffusion, diffusion],
    ] as const) {
      const bytes = bytesOf(picture.bytes);
      const apart = [...bytes].map((byte, at) => (byte - original[at]!) / 255).filter((_, at) => missing[at]);
      const squares = apart.reduce((sum, value) => sum + value * value, 0);
      expect(error.rootMeanSquared).toBeCloseTo(Math.sqrt(squares / apart.length), 2);
      expect(error.meanAbsolute).toBeCloseTo(apart.reduce((sum, value) => sum + Math.abs(value), 0) / apart.length, 2);
    }
    expect(errors.mean).not.toEqual(errors.diffusion);
  });

  test('never sees what the hole hides, wherever it starts from', async () => {
    const original = await originalOf(dense);
    const other = original.map((byte, at) => (missing[at] ? 255 - byte : byte));
    for (const start of ['mean', 'diffusion', 'noise', 'black'] as const) {
      const asked = { ...settings, start, iterations: 3 };
      const { values } = await dense.ask('explore:fill', asked);
      const again = await dense.ask('explore:fill', { ...asked, sample: { from: 'given', bytes: base64(other) } });
      expect(again.values, start).toBe(values);
    }
  });

  test('goes on from a fill as if it had not stopped, and reports its steps', async () => {
    const whole = await dense.ask('explore:fill', { ...settings, iterations: 2 });
    const part = await dense.ask('explore:fill', settings);
    const rest = await dense.ask('explore:fill', { ...settings, start: { from: part.values } });
    expect(rest.values).toBe(whole.values);
    expect(dense.progress.slice(-1)).toMatchObject([{ done: 1, total: 1, doing: 'Filling in' }]);
  });

  test('damped by a half goes half the way', async () => {
    const { values } = await dense.ask('explore:fill', settings);
    const damped = floats((await dense.ask('explore:fill', { ...settings, damping: 0.5 })).values);
    floats(values).forEach((value, at) => {
      if (missing[at]) expect(damped[at]).toBeCloseTo(value / 2, 5);
    });
  });

  test('ends once nothing changes, and when nobody waits any more', async () => {
    const { iterations, settled } = await dense.ask('explore:fill', { ...settings, iterations: 500 });
    expect(settled).toBe(true);
    expect(iterations).toBeLessThan(500);
    const signal = AbortSignal.abort(new Error('called off'));
    await expect(dense.ask('explore:fill', { ...settings, iterations: 9 }, { signal })).rejects.toThrow('called off');
  });
});

test('a variational network draws several fills; one is its mean', async () => {
  const asked = { ...settings, draws: 3, iterations: 2 };
  const drawn = await variational.ask('explore:fill', asked);
  const [first, second] = [0, 1].map((at) => floats(drawn.values).slice(at * 784, (at + 1) * 784));
  expect(first).not.toEqual(second);
  expect((await variational.ask('explore:fill', asked)).values).toBe(drawn.values);
  expect((await variational.ask('explore:fill', { ...asked, seed: 6 })).values).not.toBe(drawn.values);
  const means = await Promise.all(
    [5, 6].map(async (seed) => (await variational.ask('explore:fill', { ...settings, seed })).values),
  );
  expect(means[0]).toBe(means[1]);
});

test('a network trained with holes is fed its own kind of hole, and the mask, in one pass', async () => {
  const plain = chain([28, 28, 1], ['concatenate'], ['conv2d', { filters: 1, kernelSize: [3, 3], padding: 'same' }]);
  const mask = makeNode(plain.graph, 'mask', { x: 0, y: 160 }, { shape: [28, 28, 1] });
  const graph = appendEdge(appendNode(plain.graph, mask), mask.id, 'concatenate_1');
  const drawn = withGraph({ ...plain, data: { ...plain.data, limit: 60 } }, graph);
  const short = { ...drawn, training: { ...drawn.training, epochs: 1, batchSize: 16, device: 'cpu' } };
  const trained = await explored(setObjective(short, 'inpaint', { fill: 'mean' }));
  const original = await originalOf(trained);
  const { values, fed, iterations, settled } = await trained.ask('explore:fill', { ...settings, iterations: 9 });
  expect({ iterations, settled }).toEqual({ iterations: 1, settled: true });
  const seen = [...original].filter((_, at) => !missing[at]);
  const mean = seen.reduce((sum, byte) => sum + byte, 0) / seen.length;
  const holed = Float32Array.from(original, (byte, at) => (missing[at] ? mean : byte) / 255);
  bytesOf(fed.bytes).forEach((byte, at) => expect(byte).toBe(Math.round(holed[at]! * 255)));
  const { model } = trained.explorer.session.trainable;
  const spec = { shape: [1, 28, 28, 1], dtype: 'float32' } as const;
  const by = await trained.explorer.run(
    'by-hand',
    ({ picture, known }: Record<string, tf.Tensor>): Record<string, tf.Tensor> => {
      const given = new Map([[model.input.id, picture!] as const, [model.mask!.id, known!] as const]);
      return { output: model.run(given, [model.output!.id], false).get(model.output!.id)! };
    },
    { picture: { spec, values: holed }, known: { spec, values: Float32Array.from(missing, (is) => 1 - is) } },
  );
  floats(values).forEach((value, at) => {
    const wanted = missing[at] ? Math.min(1, Math.max(0, by['output']![at]!)) : original[at]! / 255;
    expect(value).toBeCloseTo(wanted, 5);
  });
});

test('without a hole, or with one of another picture, it says what is wanted', async () => {
  const none = dense.ask('explore:fill', { ...settings, missing: base64(new Uint8Array(784)) });
  await expect(none).rejects.toThrow(/No pixel/);
  const other = dense.ask('explore:fill', { ...settings, missing: base64(new Uint8Array(64).fill(1)) });
  await expect(other).rejects.toThrow(/64 pixels/);
});
