/** Data that are no pictures: rows and padded sequences with values missing, stored as floats, from the folder to the strip. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataset } from '#main/data/cache.ts';
import { elementsOf } from '#main/data/elements.ts';
import { DatasetWriter } from '#main/data/writer.ts';
import type { Plan } from '#main/data/format.ts';
import { Session } from '#main/trainer/session.ts';
import { missingValue } from '#shared/data/missing.ts';
import { chainProject, runTraining, temporaryFolder } from './fixtures.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => void (place = await temporaryFolder()));
afterAll(() => place.remove());

const scaling = { offset: 0, factor: 1 };
const rows: Plan = {
  input: { shape: [3], dtype: 'float32' },
  form: {
    kind: 'table',
    missing: true,
    columns: ['a', 'b', 'c'].map((name, start) => ({
      ...{ name, type: 'number' as const, start, weight: 1, scaling, spread: 1, decimals: 3 },
    })),
    profile: [],
    reading: { delimiter: ',', decimal: '.', header: true },
  },
};

async function written(name: string, plan: Plan, samples: readonly Float32Array[]): Promise<string> {
  const folder = join(place.path, name);
  await mkdir(folder, { recursive: true });
  const writer = new DatasetWriter(folder, {
    ...{ id: name.padEnd(64, '0'), plan, labelNames: null, samplesAreFiles: false },
  });
  for (const values of samples) await writer.add({ values, label: null, file: null });
  await writer.finish(name);
  return folder;
}

/** c = a + b; every fifth b is missing. */
const table = Array.from({ length: 40 }, (_, row) => {
  const [a, b] = [Math.sin(row), Math.cos(row * 1.3)];
  return Float32Array.of(a, row % 5 === 0 ? missingValue : b, a + b);
});

const project = (training = {}) =>
  chainProject(
    [
      ['input', { shape: [3] }],
      ['dense', { units: 2, activation: 'linear' }],
      ['latent'],
      ['dense', { units: 3, activation: 'linear' }],
      ['output'],
    ],
    { epochs: 2, batchSize: 8, ...training },
  );

test('floats are read back as they were written', async () => {
  const dataset = await openDataset(await written('aa', rows, table));
  expect(dataset.info).toMatchObject({ shape: [3], dtype: 'float32', form: { kind: 'table' } });
  const bytes = new Uint8Array(2 * dataset.sampleBytes);
  await dataset.read([7, 0], bytes);
  expect([...elementsOf('float32', bytes)]).toEqual([...table[7]!, ...table[0]!]);
  await dataset.close();
});

test('a loss leaves out what is missing', async () => {
  const session = await Session.open(project(), await written('ab', rows, table), 'cpu');
  try {
    const indices = Uint32Array.from({ length: 8 }, (_, index) => index);
    for await (const batch of session.reader.batches(indices, 'smaller')) {
      const { loss } = await session.evaluate(batch, 0);
      const bytes = new Uint8Array(batch.values.buffer, batch.values.byteOffset, batch.values.byteLength).slice();
      const { output } = await session.predict(bytes, 8);
      let [sum, count] = [0, 0];
      batch.values.forEach((value, at) => {
        if (value === missingValue || value < -1e29) return;
        sum += (output![at]! - value) ** 2;
        count += 1;
      });
      expect(count).toBe(22);
      expect(loss![0]).toBeCloseTo(sum / count, 5);
    }
  } finally {
    await session.close();
  }
});

test('a run keeps what it makes of rows as numbers', async () => {
  const dataset = await written('ac', rows, table);
  const folder = join(place.path, 'run');
  const { ended } = await runTraining(project(), folder, dataset);
  expect(ended.reason).toBe('finished');
  const info = JSON.parse(await readFile(join(folder, 'strip', 'strip.json'), 'utf8')) as {
    count: number;
    epochs: number[];
    numbers: { shape: number[] };
    rows: { picture: string }[];
  };
  expect(info.numbers.shape).toEqual([3]);
  expect(info.rows.map(({ picture }) => picture)).toEqual(['original', 'reconstruction']);
  for (const epoch of info.epochs) {
    const made = await readFile(join(folder, 'strip', `reconstruction-${epoch}.f32`));
    expect(made.length).toBe(info.count * 3 * 4);
    expect(new Float32Array(new Uint8Array(made).buffer).every(Number.isFinite)).toBe(true);
  }
});
