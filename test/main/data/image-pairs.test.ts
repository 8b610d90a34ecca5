import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataset } from '#main/data/cache.ts';
import type { DataBinding } from '#shared/graph/document.ts';
import { binding, freshPlace, load, plainPng, put } from './fixtures.ts';

const place = freshPlace();
const inputs = () => join(place.data, 'grey');
const targets = () => join(place.data, 'colour');
const pairs = (image: Partial<DataBinding['image']> = {}): DataBinding =>
  binding({ kind: 'imagePairs', inputs: inputs(), targets: targets() }, image);
const putPair = async (name: string, value: number): Promise<void> => {
  await put(join(inputs(), `${name}.png`), await plainPng(3, 2, [value, value, value]));
  await put(join(targets(), `${name}.png`), await plainPng(6, 4, [value, 10, 20]));
};

async function readTargets(folder: string, indices: readonly number[]): Promise<number[][]> {
  const reader = await openDataset(folder);
  const size = reader.info.target!.reduce((product, side) => product * side, 1);
  const into = new Uint8Array(indices.length * size);
  await reader.readTargets(indices, into);
  await reader.close();
  return indices.map((_, position) => [...into.subarray(position * size, (position + 1) * size)]);
}

test('both pictures are kept, each of its own size and colour', async () => {
  for (let i = 0; i < 5; i++) await putPair(`${i}`, i * 30);
  const { folder, info, pixels, files, labels } = await load(pairs(), { cacheFolder: place.cache });
  expect(info).toMatchObject({
    title: '5 pairs from “grey” and “colour”',
    samples: 5,
    shape: [2, 3, 1],
    target: [4, 6, 3],
    skippedCount: 0,
    bytes: 5 * (6 + 72),
  });
  expect(pixels[2]).toEqual(new Array(6).fill(60));
  expect(labels).toBeNull();
  expect(files[2]).toBe('2.png');
  const [third, first] = await readTargets(folder, [2, 0]);
  expect(third!.slice(0, 6)).toEqual([60, 10, 20, 60, 10, 20]);
  expect(first!.slice(0, 3)).toEqual([0, 10, 20]);
});

test('names match without extensions, in the same places; what has no partner is named', async () => {
  await putPair('cats/1', 50);
  await put(join(inputs(), 'lonely.png'), await plainPng(3, 2, [1, 1, 1]));
  await put(join(targets(), '1.png'), await plainPng(3, 2, [1, 1, 1]));
  await put(join(inputs(), 'cats/1.bmp.png'), await plainPng(3, 2, [1, 1, 1]));
  await put(join(targets(), 'cats/1.webp'), await plainPng(3, 2, [1, 1, 1]));
  const { info, labels } = await load(pairs(), { cacheFolder: place.cache });
  expect(info.samples).toBe(1);
  expect(info.labels).toEqual([{ name: 'cats', count: 1 }]);
  expect(labels).toEqual([0]);
  expect(info.skipped).toEqual([
    { file: 'colour/cats/1.webp', reason: '“cats/1.png” has the same name and is used instead' },
    { file: 'grey/cats/1.bmp.png', reason: 'without a partner: “colour” has no image “cats/1.bmp”' },
    { file: 'grey/lonely.png', reason: 'without a partner: “colour” has no image “lonely”' },
    { file: 'colour/1.png', reason: 'without a partner: “grey” has no image “1”' },
  ]);
});

test('a broken picture costs its pair', async () => {
  await putPair('1', 10);
  await putPair('2', 20);
  await put(join(targets(), '1.png'), Buffer.from('\x89PNG\r\n\x1a\n and no more', 'latin1'));
  const { info, pixels } = await load(pairs({ height: 2, width: 3 }), { cacheFolder: place.cache });
  expect([info.samples, info.target]).toEqual([1, [2, 3, 3]]);
  expect(pixels[0]![0]).toBe(20);
  expect(info.skipped).toEqual([{ file: 'colour/1.png', reason: expect.stringContaining('PNG') as string }]);
});

test('grey wanted for the input leaves the target its colours', async () => {
  await putPair('1', 10);
  const { folder, info } = await load(pairs({ color: 'grey', invert: true }), { cacheFolder: place.cache });
  expect([info.shape, info.target]).toEqual([
    [2, 3, 1],
    [4, 6, 3],
  ]);
  expect((await readTargets(folder, [0]))[0]!.slice(0, 3)).toEqual([245, 245, 235]);
});

test('a target that changes makes other data', async () => {
  await putPair('1', 10);
  const before = await load(pairs(), { cacheFolder: place.cache });
  await put(join(targets(), '1.png'), await plainPng(6, 4, [10, 200, 30]));
  const after = await load(pairs(), { cacheFolder: place.cache });
  expect(after.info.id).not.toBe(before.info.id);
  expect((await readTargets(after.folder, [0]))[0]!.slice(0, 3)).toEqual([10, 200, 30]);
});

test('parts by folder', async () => {
  for (const name of ['train/1', 'train/2', 'test/1']) await putPair(name, 40);
  const data = pairs();
  const split = { ...data.split, testFolder: 'test' };
  const { info, files } = await load({ ...data, split }, { cacheFolder: place.cache });
  expect(info.parts).toEqual({ train: 2, validation: 0, test: 1 });
  expect(files).toEqual(['train/1.png', 'train/2.png', 'test/1.png']);
});

test('folders whose names have nothing in common are refused with examples', async () => {
  await put(join(inputs(), 'a.png'), await plainPng(3, 2, [1, 1, 1]));
  await put(join(targets(), 'b.png'), await plainPng(3, 2, [1, 1, 1]));
  await expect(load(pairs(), { cacheFolder: place.cache })).rejects.toThrow(
    /\(1 image, such as “a\.png”\) has a partner/,
  );
});

test('single pictures have no second ones', async () => {
  await putPair('1', 10);
  const { folder, info } = await load(binding({ kind: 'imageFolder', path: inputs() }), { cacheFolder: place.cache });
  expect(info.target).toBeUndefined();
  const reader = await openDataset(folder);
  await expect(reader.readTargets([0], new Uint8Array(100))).rejects.toThrow(RangeError);
  await reader.close();
});
