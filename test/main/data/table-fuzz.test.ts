/** CSV and Parquet damaged at random by a fixed seed: read or refused in words, none crashes or hangs. */
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { UserError } from '#shared/problem.ts';
import type { TableForm } from '#shared/wire/data-forms.ts';
import { prepareDataset } from '#main/data/cache.ts';
import { openParquet } from '#main/data/rows/parquet.ts';
import { openThread } from '#main/data/rows/parquet-thread.ts';
import { damage, randomNumbers } from './damage.ts';
import { binding, freshPlace, put } from './fixtures.ts';

const place = freshPlace();
const longest = 5000;

const numbers = Array.from({ length: 60 }, (_, row) => Math.sin(row) * 10);
const names = numbers.map((_, row) => ['red', 'green', 'blue'][row % 3]!);
const days = numbers.map((_, row) => `2024-01-${String(1 + (row % 28)).padStart(2, '0')}`);
const csv = Buffer.from(
  `n,name,day\n${numbers.map((n, row) => `${n.toFixed(2)},"${names[row]!}",${days[row]!}`).join('\n')}\n`,
);
const parquet = Buffer.from(
  parquetWriteBuffer({
    columnData: [
      { name: 'n', data: numbers.map((n, row) => (row === 7 ? null : n)), type: 'DOUBLE' },
      { name: 'name', data: names, type: 'STRING' },
      { name: 'day', data: days.map((day) => new Date(day)), type: 'TIMESTAMP' },
    ],
  }),
);

const prepare = async (name: string, file: Buffer) =>
  prepareDataset(binding({ kind: 'table', path: await put(join(place.data, name), file) }), {
    cacheFolder: place.cache,
  });

test('Parquet is read like CSV', async () => {
  const { info } = await prepare('colours.parquet', parquet);
  const form = info.form as TableForm;
  expect(info).toMatchObject({ samples: 60, skippedCount: 0, title: '60 rows from “colours.parquet”' });
  expect(form.columns.map(({ name, type }) => [name, type])).toEqual([
    ['n', 'number'],
    ['name', 'category'],
    ['day', 'date'],
  ]);
  expect(form.missing).toBe(true);
});

test('100 damaged files of CSV are read or refused in words', async () => {
  const random = randomNumbers(5);
  for (let turn = 0; turn < 100; turn++) {
    const begun = performance.now();
    try {
      const { info } = await prepare(`damaged-${turn}.csv`, damage(csv, random));
      expect(info.samples + info.skippedCount).toBeGreaterThan(0);
      for (const { file, reason } of info.skipped) expect(`${file}: ${reason}`).toMatch(/^(line|row) [\d,]+: \S/);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect([error.received, error.expected, error.action].every((part) => part.length > 10)).toBe(true);
    }
    expect(performance.now() - begun).toBeLessThan(longest);
  }
}, 120_000);

/** Milliseconds that the reader may take here: a whole file of this size takes a few. */
const limit = 1500;

/** How many rows it has, read to the end; a UserError says why not. */
async function rowsIn(file: Buffer, name: string, signal = new AbortController().signal): Promise<number> {
  const opened = await openParquet(await put(join(place.data, name), file), { limit });
  let rows = 0;
  for await (const batch of opened.batches(signal)) rows += batch.length;
  return rows;
}

test('100 damaged files of Parquet are read or refused in words, also those that lead the reader in circles', async () => {
  const random = randomNumbers(11);
  const reasons: string[] = [];
  for (let turn = 0; turn < 100; turn++) {
    const damaged = damage(parquet, random);
    try {
      expect(await rowsIn(damaged, `damaged-${turn}.parquet`)).toBeLessThanOrEqual(60);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      reasons.push(error.received);
    }
  }
  expect(reasons.length).toBeGreaterThan(30);
  for (const reason of reasons)
    expect(reason).toMatch(/^“damaged-\d+\.parquet” cannot be read as Parquet: \S.{3,}\.$/s);
}, 240_000);

test('a reader that says nothing is ended and named', async () => {
  const path = await put(join(place.data, 'slow.parquet'), parquet);
  await expect(openParquet(path, { limit: 0 })).rejects.toMatchObject({
    received: '“slow.parquet” cannot be read as Parquet: it leads the reader in circles, so it must be damaged.',
  });
});

test('what is called off while it is opened ends as called off', async () => {
  const path = await put(join(place.data, 'opened.parquet'), parquet);
  const cancel = new AbortController();
  const opening = openParquet(path, { signal: cancel.signal });
  cancel.abort();
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
});

test('a thread that ended between two answers gives none, and says why at once', async () => {
  const path = await put(join(place.data, 'ended.parquet'), parquet);
  const cancel = new AbortController();
  const { thread, close } = await openThread(path, { signal: cancel.signal });
  expect(await thread.read(0, 5)).toHaveLength(5);
  cancel.abort();
  await expect(thread.read(5, 9)).rejects.toMatchObject({ name: 'AbortError' });
  await close();
});

test('a page that claims more than any page has is refused before it is unpacked', async () => {
  const text = Array.from({ length: 3000 }, () => 'the same again');
  const packed = Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'text', data: text, type: 'STRING' }] }));
  // The second field of the first page's head is its size unpacked: here 2³⁰, as Thrift writes it.
  const claim = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x08]);
  const head = packed.indexOf(Buffer.from([0x15]), 6);
  const whole = packed.indexOf(Buffer.from([0x15]), head + 1);
  const lying = Buffer.concat([packed.subarray(0, head + 1), claim, packed.subarray(whole)]);
  await expect(rowsIn(lying, 'claims.parquet')).rejects.toMatchObject({
    received: expect.stringMatching(/claims to hold 1,073,741,824 bytes/) as string,
  });
});

test('what is called off ends as called off', async () => {
  const opened = await openParquet(await put(join(place.data, 'whole.parquet'), parquet));
  const cancel = new AbortController();
  const batches = opened.batches(cancel.signal);
  expect((await batches.next()).value).toHaveLength(60);
  cancel.abort();
  await expect(opened.batches(cancel.signal).next()).rejects.toMatchObject({ name: 'AbortError' });
  expect(await batches.next()).toEqual({ done: true, value: undefined });
});
