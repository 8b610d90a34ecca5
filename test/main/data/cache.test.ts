import { readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openDataset, prepareDataset, type PreparationProgress } from '#main/data/cache.ts';
import { progressMeter } from '#main/data/progress.ts';
import { partialFolderName, sweepToBudget } from '#main/data/sweep.ts';
import { BufferedFile } from '#main/data/writer.ts';
import { binding, folderBinding, freshPlace, load, noise, plainPng, put, type Color } from './fixtures.ts';

const place = freshPlace();
const digits = binding({ kind: 'builtin', name: 'digits' });
/** No process has this number: the largest that Linux allows is 2^22. */
const deadProcess = 2 ** 30;
const longAgo = new Date(Date.now() - 24 * 60 * 60 * 1000);

async function fillFolder(count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async (_, i) =>
      put(join(place.data, `${i}.png`), await plainPng(4, 4, [i, i, i % 7] satisfies Color)),
    ),
  );
}
const prepareFolder = (options: Partial<Parameters<typeof prepareDataset>[1]> = {}, limit: number | null = null) =>
  prepareDataset(folderBinding(place.data, {}, limit), { cacheFolder: place.cache, ...options });

test('the built-in digits: 10,000 of 28 × 28, all of them labelled, mixed', async () => {
  const { info, labels, files, pixels } = await load(digits, { cacheFolder: place.cache });
  expect(info).toMatchObject({
    title: '10,000 handwritten digits',
    samples: 10_000,
    shape: [28, 28, 1],
    skippedCount: 0,
  });
  expect(info.labels.map(({ name }) => name)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  expect(info.labels.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
  expect(new Set(labels!.slice(0, 20)).size).toBe(10);
  expect(files[0]).toBeNull();
  // Recounted from the pixels themselves. MNIST's mean is 0.1307.
  const values = pixels.flat();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length / 255;
  expect(info.statistics.mean).toBeCloseTo(mean, 9);
  expect(mean).toBeCloseTo(0.131, 3);
});

test('digits are fitted like anything else', async () => {
  const image = { width: 32, height: 30, color: 'color', invert: true } as const;
  const { info, pixels } = await load(binding(digits.source!, image, 20), { cacheFolder: place.cache });
  expect(info).toMatchObject({ samples: 20, shape: [30, 32, 3], title: '20 handwritten digits' });
  expect(pixels[0]!.slice(0, 3)).toEqual([255, 255, 255]);
  for (const [i, value] of pixels[3]!.entries()) expect(value).toBe(pixels[3]![i - (i % 3)]);
});

test('the second time nothing is decoded', async () => {
  await fillFolder(5);
  const first = await prepareFolder();
  const written = (await stat(join(first.folder, 'samples.bin'))).mtimeMs;
  const reports: PreparationProgress[] = [];
  const second = await prepareFolder({ onProgress: (progress) => reports.push(progress) });
  expect(second).toEqual(first);
  expect(reports).toEqual([]);
  expect((await stat(join(second.folder, 'samples.bin'))).mtimeMs).toBe(written);
  expect(await readdir(place.cache)).toEqual([first.info.id]);
});

test('new contents, another setting or another place make another dataset', async () => {
  await fillFolder(3);
  const ids = [(await prepareFolder()).info.id];
  await put(join(place.data, 'more.png'), await plainPng(4, 4, [9, 9, 9]));
  ids.push((await prepareFolder()).info.id);
  // Same size and same time stamp: only the time of the change itself tells.
  const file = join(place.data, '0.png');
  for (let time = 0; time < 2; time += 1) {
    await writeFile(file, await plainPng(4, 4, [0, 0, 0]));
    await utimes(file, longAgo, longAgo);
    ids.push((await prepareFolder()).info.id);
  }
  await rm(join(place.data, 'more.png'));
  ids.push((await prepareFolder()).info.id, (await prepareFolder({}, 2)).info.id);
  for (const image of [{ width: 3 }, { height: 3 }, { color: 'grey' }, { fit: 'contain' }, { invert: true }] as const) {
    ids.push((await prepareDataset(folderBinding(place.data, image), { cacheFolder: place.cache })).info.id);
  }
  expect(new Set(ids).size).toBe(ids.length);
  const range = await prepareDataset(folderBinding(place.data, { range: 'minusOneToOne' }), {
    cacheFolder: place.cache,
  });
  expect(range.info.id).toBe((await prepareFolder()).info.id);
});

test('preparations of the same data at the same time share the work', async () => {
  await fillFolder(20);
  const all = await Promise.all(Array.from({ length: 4 }, () => prepareFolder()));
  expect(new Set(all.map(({ folder }) => folder)).size).toBe(1);
  expect(await readdir(place.cache)).toEqual([all[0]!.info.id]);
});

test('two processes that prepare the same data do not disturb each other', async () => {
  await fillFolder(60);
  // A second instance of the module shares nothing with the first, like another process.
  vi.resetModules();
  const other = await import('#main/data/cache.ts');
  expect(other.prepareDataset).not.toBe(prepareDataset);
  const [mine, theirs] = await Promise.all([
    prepareFolder(),
    other.prepareDataset(folderBinding(place.data), { cacheFolder: place.cache }),
  ]);
  expect(theirs).toEqual(mine);
  expect(await readdir(place.cache)).toEqual([mine.info.id]);
  await (await openDataset(mine.folder)).close();
});

test('cancelling rejects with the reason and leaves nothing behind', async () => {
  await fillFolder(200);
  const controller = new AbortController();
  const preparing = prepareFolder({ signal: controller.signal, onProgress: () => controller.abort() });
  await expect(preparing).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(place.cache)).toEqual([]);
  expect((await prepareFolder()).info.samples).toBe(200);
});

test('one of two who wait can leave; the other gets the dataset', async () => {
  await fillFolder(200);
  const controller = new AbortController();
  const leaving = prepareFolder({ signal: controller.signal, onProgress: () => controller.abort() });
  const staying = prepareFolder();
  await expect(leaving).rejects.toMatchObject({ name: 'AbortError' });
  expect((await staying).info.samples).toBe(200);
});

test('cancelled before it began', async () => {
  const signal = AbortSignal.abort();
  await expect(prepareFolder({ signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect(existsSync(place.cache)).toBe(false);
});

test('a damaged dataset is never opened, and made anew', async () => {
  await fillFolder(4);
  const { folder, info } = await prepareFolder();
  const damages: readonly (() => Promise<void>)[] = [
    () => truncate(join(folder, 'samples.bin'), 10),
    () => rm(join(folder, 'files.bin')),
    () => truncate(join(folder, 'info.json'), 50),
    () => writeFile(join(folder, 'info.json'), '{}'),
    () => rm(join(folder, 'info.json')),
  ];
  for (const damage of damages) {
    await damage();
    await expect(openDataset(folder)).rejects.toMatchObject({
      name: 'UserError',
      received: expect.stringContaining('damaged'),
    });
    expect((await prepareFolder()).info).toEqual(info);
    await (await openDataset(folder)).close();
  }
});

test('what a dead process left behind is swept, what a living one writes is not', async () => {
  await fillFolder(2);
  const key = 'a'.repeat(64);
  const orphan = `${key}.${deadProcess}-00ff.partial`;
  const alive = partialFolderName(key, '00ff');
  await put(join(place.cache, orphan, 'samples.bin'), 'x');
  await put(join(place.cache, alive, 'samples.bin'), 'x');
  const { info } = await prepareFolder();
  expect((await readdir(place.cache)).sort()).toEqual([info.id, alive].sort());
});

test('over budget the datasets used least recently go, but none that is open', async () => {
  await fillFolder(3);
  const folders: string[] = [];
  for (const limit of [1, 2, 3]) {
    const { folder } = await prepareFolder({}, limit);
    folders.push(folder);
    await utimes(join(folder, 'info.json'), longAgo, new Date(longAgo.getTime() + limit * 1000));
  }
  const [oldest, middle, newest] = folders as [string, string, string];
  const reader = await openDataset(oldest);
  await utimes(join(oldest, 'info.json'), longAgo, longAgo);
  await put(join(middle, `${deadProcess}-00ff.open`), '');

  await sweepToBudget(place.cache, 1, 'spare nothing');
  expect([oldest, middle, newest].map(existsSync)).toEqual([true, false, false]);
  await reader.read([0], new Uint8Array(48));
  await reader.close();
  await utimes(join(oldest, 'info.json'), longAgo, longAgo);
  await sweepToBudget(place.cache, 1, 'spare nothing');
  expect(existsSync(oldest)).toBe(false);
});

test('within the budget, or used a moment ago, nothing goes', async () => {
  await fillFolder(2);
  const { folder } = await prepareFolder();
  await sweepToBudget(place.cache, 1, 'spare nothing');
  expect(existsSync(folder)).toBe(true);
  await utimes(join(folder, 'info.json'), longAgo, longAgo);
  await sweepToBudget(place.cache, 10 ** 9, 'spare nothing');
  expect(existsSync(folder)).toBe(true);
});

test('reads any samples in any order, and refuses what is not there', async () => {
  await fillFolder(50);
  const { folder } = await prepareFolder();
  const reader = await openDataset(folder);
  const wanted = [49, 0, 7, 7, 30, 31, 32, 1];
  const into = new Uint8Array(wanted.length * 48 + 5).fill(77);
  await reader.read(wanted, into);
  wanted.forEach((index, position) => {
    expect([...into.subarray(position * 48, position * 48 + 3)]).toEqual([index, index, index % 7]);
    expect([...into.subarray(position * 48 + 45, position * 48 + 48)]).toEqual([index, index, index % 7]);
  });
  expect([...into.subarray(-5)]).toEqual([77, 77, 77, 77, 77]);
  await reader.read([], new Uint8Array(0));
  for (const index of [-1, 50, 0.5, NaN]) {
    await expect(reader.read([index], into)).rejects.toThrow(RangeError);
    await expect(reader.file(index)).rejects.toThrow(RangeError);
  }
  await expect(reader.read([0, 1], new Uint8Array(95))).rejects.toThrow(RangeError);
  expect(await reader.file(49)).toBe('49.png');
  await reader.close();
  expect((await readdir(folder)).filter((name) => name.endsWith('.open'))).toEqual([]);
});

test('large batches are read as exactly as small ones', async () => {
  for (let i = 0; i < 6; i += 1)
    await put(
      join(place.data, `${i}.png`),
      await noise(900, 800, i + 1)
        .png()
        .toBuffer(),
    );
  const { folder } = await prepareFolder();
  const reader = await openDataset(folder);
  const bytes = 900 * 800 * 3;
  const order = [5, 1, 0, 4, 2, 3, 3];
  const batch = new Uint8Array(order.length * bytes);
  await reader.read(order, batch);
  for (const [position, index] of order.entries()) {
    const original = await noise(900, 800, index + 1)
      .raw()
      .toBuffer();
    expect(original.equals(batch.subarray(position * bytes, (position + 1) * bytes)), `sample ${index}`).toBe(true);
  }
  await reader.close();
});

test.skipIf(process.platform !== 'linux')('a full disk is said in words and names the file', async () => {
  const file = new BufferedFile('/dev/full');
  await file.write(new Uint8Array(10));
  await expect(file.close(true)).rejects.toMatchObject({
    name: 'UserError',
    received: 'The prepared data could not be written to “/dev/full”: the disk is full.',
  });
});

test('a cache folder that cannot be made is named', async () => {
  await fillFolder(1);
  const file = await put(join(place.data, '..', 'a-file'), '');
  const preparing = prepareFolder({ cacheFolder: join(file, 'cache') });
  await expect(preparing).rejects.toMatchObject({ name: 'UserError', received: expect.stringContaining('a-file') });
});

test('progress comes at most ten times a second, with the time left', () => {
  let time = 0;
  const reports: PreparationProgress[] = [];
  const progress = progressMeter(
    (report) => reports.push(report),
    () => time,
  ).counting(1000);
  for (let done = 1; done <= 1000; done += 1) {
    time += 5;
    progress(done, 0);
  }
  expect(reports.length).toBe(50);
  expect(reports[0]!.secondsLeft).toBeNull();
  expect(reports.at(-1)!.secondsLeft).toBeCloseTo(0.1, 1);
  for (const { done, secondsLeft } of reports.slice(5)) expect(secondsLeft).toBeCloseTo((1000 - done) * 0.005, 6);
});

test('where everything is looked at first, that is half of the work', () => {
  let time = 0;
  const reports: PreparationProgress[] = [];
  const meter = progressMeter(
    (report) => reports.push(report),
    () => time,
  );
  for (let look = 0; look < 10; look += 1, time += 200) meter.looked(look / 10);
  const decoded = meter.counting(100);
  for (let done = 1; done <= 10; done += 1, time += 200) decoded(done * 10, 3);
  expect(reports.map(({ share }) => share)).toEqual(
    Array.from({ length: 20 }, (_, at) => expect.closeTo((at + Number(at > 9)) / 20)),
  );
  expect(reports[5]).toMatchObject({ done: 0, total: 0, secondsLeft: expect.closeTo(3, 6), skipped: 0 });
  expect(reports.at(-1)).toMatchObject({ done: 100, total: 100, secondsLeft: 0, skipped: 3 });
});

test('a project without data is refused', async () => {
  const preparing = prepareDataset({ ...digits, source: null }, { cacheFolder: place.cache });
  await expect(preparing).rejects.toMatchObject({ name: 'UserError', received: 'The project has no data.' });
});
