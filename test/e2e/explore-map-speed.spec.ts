/** A latent map of 100,000 samples stays quick (task-figures.ts says how quick), and what is decoded keeps up with the pointer. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from './fixtures.ts';
import { manyPicturesProject } from './many-pictures.ts';
import { LatentMapPage } from './pages/explore-latent-map.ts';
import { figureLine, TaskFigures } from './task-figures.ts';

const samples = 100_000;
const side = 8;

/** Two overlapping bumps, wherever the sample's number puts them: pictures that two values nearly describe. */
function manyPictures(): Buffer {
  const header = Buffer.from([0, 0, 8, 3, ...[samples, side, side].flatMap((n) => [n >> 24, n >> 16, n >> 8, n])]);
  const pixels = Buffer.alloc(samples * side * side);
  for (let sample = 0; sample < samples; sample++) {
    const [x, y] = [((sample * 0.618_033_988) % 1) * side, ((sample * 0.754_877_666) % 1) * side];
    for (let at = 0; at < side * side; at++)
      pixels[sample * side * side + at] =
        255 * Math.exp(-(((at % side) - x) ** 2 + (Math.floor(at / side) - y) ** 2) / 6);
  }
  return Buffer.concat([header, pixels]);
}

test('100,000 points: moving, zooming, hovering, selecting', async ({ studio, explore }, info) => {
  test.slow();
  const { page } = studio;
  const { mouse } = page;
  const map = new LatentMapPage(studio);
  const images = join(studio.dataFolder, 'many-idx3-ubyte');
  await writeFile(images, manyPictures());
  const file = join(studio.dataFolder, 'Many.hourglass');
  await writeFile(file, manyPicturesProject(images));
  await explore.train(file, 1);
  await explore.open('Latent map');
  await expect(map.summary).toContainText('100,000 samples by latent values.', { timeout: 120_000 });
  const figures = new TaskFigures(page);
  const { trace } = figures;
  const middle = await map.at(0.5, 0.5);

  await trace('move', async () => {
    await map.tool(/Move/).click();
    await mouse.move(middle.x, middle.y);
    await mouse.down();
    await mouse.move(middle.x + 160, middle.y + 90, { steps: 30 });
    await mouse.move(middle.x, middle.y, { steps: 30 });
    await mouse.up();
  });
  await trace('hover', async () => {
    await mouse.move(middle.x - 200, middle.y - 120, { steps: 20 });
    await mouse.move(middle.x + 200, middle.y + 120, { steps: 40 });
  });
  await trace('zoom in, to thumbnails', async () => {
    await mouse.move(middle.x, middle.y);
    for (let turn = 0; turn < 24; turn++) await mouse.wheel(0, -120);
  });
  await trace('move among thumbnails', async () => {
    await mouse.down();
    await mouse.move(middle.x - 160, middle.y - 90, { steps: 30 });
    await mouse.up();
  });
  await trace('zoom out', async () => {
    for (let turn = 0; turn < 24; turn++) await mouse.wheel(0, 120);
  });
  await trace('colour by part', () => map.choose('Colour', 'part').then(() => undefined));
  await trace('lasso', async () => {
    await map.tool(/lasso/).click();
    await map.lassoAll();
  });
  await expect(map.selection).toContainText(/\d\d,\d{3} samples selected/);
  await figures.report(info);
  figures.expectShort({ atLeast: 5 });
});

/** Milliseconds from the pointer's move to its own picture on the screen: promised on a quiet machine. */
const promised = 30;

test('what is decoded keeps up with the pointer', async ({ studio, explore }, info) => {
  test.slow();
  const { page } = studio;
  const map = new LatentMapPage(studio);
  await explore.trainTemplate('transposed-convolution', { samples: 500, epochs: 1 });
  await explore.open('Latent map');
  await expect(map.summary).toContainText('500 samples', { timeout: 60_000 });
  const start = await map.at(0.5, 0.5);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await expect(map.decoded).toBeVisible();
  await map.watchDecoding();
  for (let turn = 1; turn <= 60; turn++) {
    await page.mouse.move(start.x + turn * 2, start.y - turn);
    await expect.poll(() => map.decodedMoves(), { intervals: [5] }).toBeGreaterThanOrEqual(turn);
  }
  await page.mouse.up();
  const times = (await map.decodingTimes()).toSorted((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))]!;
  const said = `pictures, median ${at(0.5).toFixed(1)} ms, 95th percentile ${at(0.95).toFixed(1)} ms on the clock`;
  const line = figureLine(at(0.5) > promised, 'drag to decode', times.length, said);
  await info.attach('decoding', { body: line, contentType: 'text/plain' });
  console.log(line);
  expect(times.length).toBeGreaterThanOrEqual(50);
  expect(at(0.5)).toBeLessThan(3 * promised);
});
