import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { StudioEvents } from '#shared/wire/studio.ts';
import { createDatasets } from '#main/studio/datasets.ts';
import { binding, folderBinding, freshPlace, plainPng, put } from './fixtures.ts';

const place = freshPlace();

function studio() {
  const events: [name: string, event: unknown][] = [];
  const datasets = createDatasets({
    ...{ cacheFolder: place.cache, downloadsFolder: place.downloads },
    emit: (name, event) => events.push([name, event]),
  });
  return { datasets, events, ...datasets };
}

/** Images 0 … count - 1, 2 × 2, image i all of grey i; alternately in folders "even" and "odd". */
async function fillFolder(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await put(join(place.data, i % 2 ? 'odd' : 'even', `${i}.png`), await plainPng(2, 2, [i, i, i]));
  }
}
const raw = (bytes: Uint8Array) => sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });

test('prepares with progress and tells labels and files', async () => {
  await fillFolder(6);
  const { handlers, events, close } = studio();
  const info = await handlers['data:prepare']({ job: 'job', data: folderBinding(place.data) });
  expect(info).toMatchObject({
    samples: 6,
    labels: [
      { name: 'even', count: 3 },
      { name: 'odd', count: 3 },
    ],
  });
  expect(events.length).toBeGreaterThan(0);
  for (const [name, event] of events) {
    expect(name).toBe('data:progress');
    expect(event as StudioEvents['data:progress']).toMatchObject({ job: 'job', total: 6 });
  }
  expect(await handlers['data:samples']({ datasetId: info.id, start: 2, count: 10 })).toEqual([
    { index: 2, label: 'even', file: 'even/4.png' },
    { index: 3, label: 'odd', file: 'odd/1.png' },
    { index: 4, label: 'odd', file: 'odd/3.png' },
    { index: 5, label: 'odd', file: 'odd/5.png' },
  ]);
  await close();
  expect((await readdir(join(place.cache, info.id))).filter((name) => name.endsWith('.open'))).toEqual([]);
});

test('cancels by job, and unknown jobs do no harm', async () => {
  await fillFolder(100);
  const jobs: string[] = [];
  const { handlers, close } = createDatasets({
    cacheFolder: place.cache,
    downloadsFolder: place.downloads,
    emit: (_, event) => {
      jobs.push((event as StudioEvents['data:progress']).job);
      void handlers['data:cancel']({ job: 'job' });
    },
  });
  await handlers['data:cancel']({ job: 'other' });
  await expect(handlers['data:prepare']({ job: 'job', data: folderBinding(place.data) })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(jobs).toEqual(['job']);
  await close();
});

test('closing cancels what is under way', async () => {
  const { handlers, close } = studio();
  const preparing = handlers['data:prepare']({ job: 'job', data: binding({ kind: 'builtin', name: 'digits' }) });
  await Promise.all([expect(preparing).rejects.toMatchObject({ name: 'AbortError' }), close()]);
  expect(existsSync(place.cache) ? await readdir(place.cache) : []).toEqual([]);
});

test('draws one sample at its own size, and sheets', async () => {
  await fillFolder(5);
  const { prepare, media, close } = studio();
  const { info } = await prepare(folderBinding(place.data));
  const one = (await media(info.id, '4.png'))!;
  expect(one.type).toBe('image/png');
  expect((await sharp(one.bytes).metadata()).channels).toBe(1);
  expect([...(await raw(one.bytes)).data]).toEqual([3, 3, 3, 3]);

  const sheet = await raw((await media(info.id, 'sheet-1-4-3.png'))!.bytes);
  expect(sheet.info).toMatchObject({ width: 6, height: 4, channels: 1 });
  // Samples in order: 0 2 4 (even), 1 3 (odd); from the second on, three a row.
  expect([...sheet.data]).toEqual([2, 2, 4, 4, 1, 1, 2, 2, 4, 4, 1, 1, 3, 3, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0]);
  const atEnd = await raw((await media(info.id, 'sheet-4-8-4.png'))!.bytes);
  expect(atEnd.info).toMatchObject({ width: 8, height: 4 });
  await close();
});

test('names that are not exactly a picture of a dataset are nothing', async () => {
  await fillFolder(2);
  const { prepare, media, handlers, close } = studio();
  const { info } = await prepare(folderBinding(place.data));
  const names = [
    '',
    '2.png',
    '-1.png',
    '01.png',
    '1.PNG',
    '1',
    '1.png.png',
    '../1.png',
    'info.json',
    'samples.bin',
    '1e1.png',
    ' 1.png',
    '1.png\n',
  ];
  names.push(
    'sheet-0-1001-10.png',
    'sheet-0-2-3.png',
    'sheet-0-0-1.png',
    'sheet-5-1-1.png',
    'sheet-0-1-1.png/..',
    '9999999999.png',
  );
  for (const name of names) expect(await media(info.id, name), name).toBeNull();
  for (const id of [
    '',
    '.',
    '..',
    `../${info.id}`,
    info.id.toUpperCase(),
    info.id.slice(1),
    'f'.repeat(64),
    `${info.id}/`,
  ]) {
    expect(await media(id, '0.png'), id).toBeNull();
  }
  await expect(handlers['data:samples']({ datasetId: 'f'.repeat(64), start: 0, count: 1 })).rejects.toMatchObject({
    name: 'UserError',
  });
  await close();
});

test('many datasets at once, few stay open', async () => {
  await fillFolder(12);
  const { prepare, media, close } = studio();
  const ids: string[] = [];
  for (let limit = 1; limit <= 8; limit += 1)
    ids.push((await prepare({ ...folderBinding(place.data), limit })).info.id);
  const pictures = await Promise.all([...ids, ...ids].map((id) => media(id, '0.png')));
  expect(pictures.every((picture) => picture !== null)).toBe(true);
  const open = (await Promise.all(ids.map((id) => readdir(join(place.cache, id)))))
    .flat()
    .filter((name) => name.endsWith('.open'));
  expect(open.length).toBeLessThanOrEqual(4);
  await close();
});

test('names the folders that a split may set aside', async () => {
  await fillFolder(5);
  const { handlers, close } = studio();
  expect(await handlers['data:folders']({ path: place.data })).toEqual([
    { name: 'even', images: 3 },
    { name: 'odd', images: 2 },
  ]);
  await expect(handlers['data:folders']({ path: `${place.data}/nowhere` })).rejects.toThrow('nowhere');
  await close();
});

test('draws the second pictures of pairs, at their own size; of other data there are none', async () => {
  for (const name of ['1', '2']) {
    const [first, second] = [Number(name), 10 * Number(name)];
    await put(join(place.data, `in/${name}.png`), await plainPng(2, 2, [first, first, first]));
    await put(join(place.data, `out/${name}.png`), await plainPng(4, 3, [second, 0, 0]));
  }
  const { prepare, media, close } = studio();
  const source = { kind: 'imagePairs', inputs: join(place.data, 'in'), targets: join(place.data, 'out') } as const;
  const { info } = await prepare({ ...folderBinding(place.data), source });
  expect(info.target).toEqual([3, 4, 3]);
  const pixels = async (name: string) =>
    sharp((await media(info.id, name))!.bytes)
      .raw()
      .toBuffer({ resolveWithObject: true });
  const second = await pixels('target-1.png');
  expect(second.info).toMatchObject({ width: 4, height: 3, channels: 3 });
  expect([...second.data.subarray(0, 3)]).toEqual([20, 0, 0]);
  const sheet = await pixels('target-sheet-0-2-2.png');
  expect(sheet.info).toMatchObject({ width: 8, height: 3 });
  expect([sheet.data[0], sheet.data[4 * 3]]).toEqual([10, 20]);
  expect(await media(info.id, 'target-2.png')).toBeNull();
  expect(await media((await prepare(folderBinding(join(place.data, 'in')))).info.id, 'target-0.png')).toBeNull();
  await close();
});

test('says what a path is', async () => {
  await fillFolder(1);
  const { handlers, close } = studio();
  expect(await handlers['data:recognize']({ path: place.data })).toEqual({ kind: 'imageFolder', reason: null });
  await close();
});
