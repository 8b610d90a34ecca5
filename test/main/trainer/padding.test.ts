/** Sequences of different lengths: filled up and masked, they have the very loss that they have by themselves, and the same gradients. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Plan } from '#main/data/format.ts';
import { DatasetWriter } from '#main/data/writer.ts';
import { Session } from '#main/trainer/session.ts';
import { missingValue } from '#shared/data/missing.ts';
import { chainProject, temporaryFolder } from './fixtures.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => void (place = await temporaryFolder()));
afterAll(() => place.remove());

const channels = 2;
const lengths = [3, 5, 8];
const longest = 8;
const scaling = { offset: 0, factor: 1 };
const planOf = (steps: number, padded: boolean): Plan => ({
  input: { shape: [steps, channels], dtype: 'float32' },
  form: { kind: 'sequence', channels: ['x', 'y'].map((name) => ({ name, scaling })), padded },
});
const wave = (length: number): number[] =>
  Array.from({ length: length * channels }, (_, at) => Math.sin(length + at * 0.7) + 0.1);

type Cell = 'lstm' | 'gru' | 'simpleRnn';
const network = (steps: number, cell: Cell, mask: boolean) =>
  chainProject(
    [
      ['input', { shape: [steps, channels] }],
      // A mask value that nothing has leaves every step in.
      ['masking', { maskValue: mask ? 0 : 12_345 }],
      [cell, { units: 4 }],
      ['latent'],
      ['repeatVector', { n: steps }],
      [cell, { units: 3, returnSequences: true }],
      ['dense', { units: channels, activation: 'linear' }],
      ['output'],
    ],
    { batchSize: 3, validationFraction: 0, optimizer: { kind: 'sgd', params: {} } },
  );

let written = 0;
/** The loss of these samples together, before any step and after one. */
async function losses(steps: number, samples: readonly Float32Array[], cell: Cell, mask = true): Promise<number[]> {
  const id = String(written++).padStart(64, '0');
  const folder = join(place.path, id);
  await mkdir(folder, { recursive: true });
  const plan = planOf(
    steps,
    samples.some((values) => values.includes(Math.fround(missingValue))),
  );
  const writer = new DatasetWriter(folder, { id, plan, labelNames: null, samplesAreFiles: false });
  for (const values of samples) await writer.add({ values, label: null, file: null });
  await writer.finish(id);
  const session = await Session.open(network(steps, cell, mask), folder, 'cpu');
  try {
    const found: number[] = [];
    const all = Uint32Array.from(samples.keys());
    for await (const batch of session.reader.batches(all, 'smaller')) {
      found.push((await session.evaluate(batch, 0))['loss']![0]!);
      await session.train([batch], [{ learningRate: 0.05, step: 1, position: { epochs: 0 } }], () => true);
      found.push((await session.evaluate(batch, 0))['loss']![0]!);
    }
    return found;
  } finally {
    await session.close();
  }
}

const padTo = (steps: number, values: readonly number[]): Float32Array => {
  const padded = new Float32Array(steps * channels).fill(missingValue);
  padded.set(values);
  return padded;
};

test.each(['lstm', 'gru', 'simpleRnn'] as const)('padding changes nothing: %s', async (cell) => {
  for (const length of [3, 5]) {
    const alone = await losses(length, [Float32Array.from(wave(length))], cell);
    const padded = await losses(longest, [padTo(longest, wave(length))], cell);
    padded.forEach((loss, at) => expect(loss).toBeCloseTo(alone[at]!, 5));
    expect(padded[1]).toBeLessThan(padded[0]!);
  }
});

test('a batch of several lengths weighs every step that is there alike', async () => {
  const alone = await Promise.all(lengths.map((length) => losses(length, [Float32Array.from(wave(length))], 'lstm')));
  const together = await losses(
    longest,
    lengths.map((length) => padTo(longest, wave(length))),
    'lstm',
  );
  const all = lengths.reduce((sum, length) => sum + length, 0);
  expect(together[0]).toBeCloseTo(lengths.reduce((sum, length, at) => sum + length * alone[at]![0]!, 0) / all, 5);
});

test('without a mask the network reads the padding, and gives back something else', async () => {
  const [alone] = await losses(3, [Float32Array.from(wave(3))], 'lstm');
  const [unmasked] = await losses(longest, [padTo(longest, wave(3))], 'lstm', false);
  expect(Math.abs(unmasked! - alone!)).toBeGreaterThan(1e-4);
});
