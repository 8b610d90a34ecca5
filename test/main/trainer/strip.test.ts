import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readStrip, stripPicture } from '#main/studio/runs/read-run.ts';
import { countBatches } from '#main/trainer/batches.ts';
import { Pace } from '#main/trainer/pace.ts';
import { chooseSamples, thinOut } from '#main/trainer/strip.ts';
import { differenceTiles, valueTiles } from '#main/trainer/tiles.ts';
import { pictureName, stripRows } from '#shared/wire/strip.ts';
import { temporaryFolder } from './fixtures.ts';

test('the strip shows one sample of each label in order, then second ones; without labels a spread', () => {
  const labels = Uint16Array.of(2, 0, 2, 1, 0, 2);
  expect([...chooseSamples(Uint32Array.of(0, 1, 2, 3, 4, 5), labels, 5)]).toEqual([1, 3, 0, 4, 2]);
  expect([...chooseSamples(Uint32Array.of(4, 8, 9), null, 5)]).toEqual([4, 8, 9]);
  expect([...chooseSamples(Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8), null, 3)]).toEqual([0, 3, 6]);
});

test('more pictures than are kept: every second, fourth, … stays', () => {
  const epochs = Array.from({ length: 11 }, (_, epoch) => epoch);
  expect(thinOut(epochs, 20)).toEqual({ stride: 1, kept: epochs });
  expect(thinOut(epochs, 5)).toEqual({ stride: 4, kept: [0, 4, 8] });
});

test('tiles stand side by side; grey becomes RGB, the range ends are black and white', () => {
  // Two samples of 1 × 2 pixels.
  const { pixels, width, height } = valueTiles([-1, 1, 0, 9], 2, [1, 2, 1], 'minusOneToOne');
  expect([width, height]).toEqual([4, 1]);
  expect([...pixels]).toEqual([0, 0, 0, 255, 255, 255, 128, 128, 128, 255, 255, 255]);
  const rows = valueTiles([0, 0.2, 0.4, 0.6, 0.8, 1, 1, 1], 2, [2, 2, 1], 'zeroToOne');
  expect([...rows.pixels].filter((_, i) => i % 3 === 0)).toEqual([0, 51, 204, 255, 102, 153, 255, 255]);
});

test('no difference is black, and larger ones are brighter', () => {
  const { pixels } = differenceTiles([0, 0, 0], [0, 0.5, 1], 1, [1, 3, 1], 'zeroToOne');
  const brightness = [0, 1, 2].map((i) => pixels[i * 3]! + pixels[i * 3 + 1]! + pixels[i * 3 + 2]!);
  expect(brightness[0]).toBeLessThan(4);
  expect(brightness[1]).toBeGreaterThan(200);
  expect(brightness[2]).toBeGreaterThan(brightness[1]!);
});

test('counts batches with and without a smaller last one', () => {
  expect(countBatches(10, 4, 'smaller')).toEqual({ batches: 3, samples: 10 });
  expect(countBatches(10, 4, 'drop')).toEqual({ batches: 2, samples: 8 });
  expect(countBatches(8, 4, 'smaller')).toEqual({ batches: 2, samples: 8 });
});

test('reports at most ten times a second, and says how long it will take', () => {
  const pace = new Pace();
  const allowed = Array.from({ length: 1000 }, (_, i) => pace.mayReport(i / 1000)).filter(Boolean).length;
  expect(allowed).toBeLessThanOrEqual(10);
  for (let i = 0; i < 100; i++) pace.batchDone(50, 0.1);
  expect(pace.samplesPerSecond).toBeCloseTo(500, 3);
  pace.epochDone(2);
  expect(pace.secondsLeft(5000, 3)).toBeCloseTo(10 + 6, 3);
});

test('rows are what there is to show: what was given, what was wanted, what noise was made into', () => {
  const rowsFor = (has: Partial<Parameters<typeof stripRows>[0]>): string[] =>
    stripRows({ fed: false, target: false, generated: false, ...has }).map((row) => pictureName(row, 7));
  expect(rowsFor({})).toEqual(['original', 'reconstruction-7', 'difference-7']);
  expect(rowsFor({ fed: true })).toEqual(['original', 'fed', 'reconstruction-7', 'difference-7']);
  expect(rowsFor({ target: true })).toEqual(['original', 'target', 'reconstruction-7', 'difference-7']);
  expect(rowsFor({ generated: true })).toEqual(['original', 'generated-7', 'generatedtwo-7', 'generatedthree-7']);
});

test('strips of runs from before rows were written down are read; names that no picture has are not', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, 'strip'));
  const older = { count: 3, width: 28, height: 28, labels: [], epochs: [0, 1] };
  await writeFile(join(folder.path, 'strip', 'strip.json'), JSON.stringify(older));
  const read = await readStrip(folder.path);
  expect(read?.rows.map((row) => pictureName(row, 1))).toEqual(['original', 'reconstruction-1', 'difference-1']);
  expect(stripPicture(folder.path, 'fed.png')).toBe(join(folder.path, 'strip', 'fed.png'));
  for (const name of ['../run.png', 'strip.json', 'fed-.png', 'a/b.png', '.png'])
    expect(stripPicture(folder.path, name)).toBeNull();
  await folder.remove();
});
