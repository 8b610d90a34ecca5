/** Interpolate, in both hosts: between samples, over a sheet, between noise; what is saved is read back by another program. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { seriousFaultsOfThemes } from './axe.ts';
import { decodeVideo } from './decoded-video.ts';
import { expect, test } from './fixtures.ts';
import { InterpolatePage } from './pages/explore-interpolate.ts';

test('from one sample to another, and over a sheet', async ({ studio, explore }, info) => {
  const { page } = studio;
  const way = new InterpolatePage(studio);
  await explore.trainTemplate('transposed-convolution');
  await explore.open('Interpolate');

  await test.step('two samples are there at once, and the slider decodes what lies between', async () => {
    await expect(way.ends).toHaveCount(2);
    await expect(way.panel.getByText(/50% of the way from Sample 101 to Sample \d+/)).toBeVisible();
    await expect.poll(() => way.pixels()).not.toMatch(/^data:,/);
    const before = await way.pixels();
    await way.way.focus();
    for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowRight');
    await expect(way.panel.getByText('60% of the way')).toBeVisible();
    await expect.poll(() => way.pixels()).not.toBe(before);
  });

  await test.step('input to pixels', async () => {
    const all = [...(await way.latencies(60))].sort((a, b) => a - b);
    const [median, high] = [all[30]!, all[57]!];
    info.annotations.push({
      type: 'input to pixels',
      description: `median ${median.toFixed(1)} ms, 95% ${high.toFixed(1)} ms`,
    });
    console.log(`${studio.host}: input to pixels, median ${median.toFixed(1)} ms, 95% ${high.toFixed(1)} ms`);
    // The promise is 30 ms on a machine of its own; this one is shared.
    expect(median).toBeLessThan(150);
  });

  await test.step('nothing serious for axe, light and dark', async () => {
    expect(await seriousFaultsOfThemes(studio)).toEqual([]);
  });

  await test.step('plays in a loop', async () => {
    await way.panel.getByRole('button', { name: 'Play' }).click();
    const first = await way.way.inputValue();
    await expect.poll(() => way.way.inputValue()).not.toBe(first);
    await way.panel.getByRole('button', { name: 'Pause' }).click();
  });

  await test.step('a third end opens the sheet; its point follows arrows and the pointer; undo goes back', async () => {
    await way.add(17);
    await expect(way.ends).toHaveCount(3);
    await way.panel.getByRole('radio', { name: 'Sheet' }).check({ force: true });
    await way.point.focus();
    await page.keyboard.press('Shift+ArrowDown');
    await expect(way.point).toHaveAttribute('aria-valuetext', /across, (60|10)% down/);
    const before = await way.pixels();
    const box = (await way.point.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.9);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.95, box.y + box.height * 0.95, { steps: 4 });
    await page.mouse.up();
    await expect(way.point).toHaveAttribute('aria-valuetext', '100% across, 100% down');
    await expect.poll(() => way.pixels()).not.toBe(before);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(way.point).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(way.ends).toHaveCount(2);
  });

  await test.step('a broken picture is named; a whole one becomes an end', async () => {
    const [broken, whole] = [join(studio.dataFolder, 'broken.png'), join(studio.dataFolder, 'grey.png')];
    const picture = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    await writeFile(whole, picture);
    await writeFile(broken, picture.subarray(0, 60));
    await studio.drop([broken]);
    await expect(page.getByText('“broken.png” cannot be used').first()).toBeVisible();
    await expect(way.ends).toHaveCount(2);
    await studio.drop([whole]);
    await expect(way.ends).toHaveCount(3);
    await expect(way.panel.getByText('grey.png', { exact: true })).toBeVisible();
    await way.panel.getByRole('button', { name: 'grey.png: remove' }).click();
    await expect(way.ends).toHaveCount(2);
  });

  await test.step('the GIF has all frames there and back', async () => {
    await way.panel.getByLabel('Frames', { exact: true }).fill('12');
    const { name, bytes } = await way.save('Save animation as GIF…');
    expect(name).toMatch(/Sample 101 to Sample \d+\.gif$/);
    const gif = sharp(bytes, { animated: true });
    expect(await gif.metadata()).toMatchObject({ format: 'gif', pages: 22, width: 280, pageHeight: 280, loop: 0 });
    const pixels = await gif.greyscale().raw().toBuffer();
    const frames = Array.from({ length: 22 }, (_, at) => pixels.subarray(at * 280 * 280, (at + 1) * 280 * 280));
    // There and back: the second frame is also the last.
    expect(frames[1]!.equals(frames[21]!)).toBe(true);
    expect(frames[0]!.equals(frames[11]!)).toBe(false);
  });

  await test.step('videos as far as this window has encoders, decoded again; what it has none for is said', async () => {
    for (const title of ['MP4', 'WebM']) {
      await way.panel.getByRole('button', { name: 'Export' }).click();
      const item = page.getByRole('menuitem', { name: new RegExp(`as ${title}`) });
      const offered = (await item.count()) > 0;
      await page.keyboard.press('Escape');
      console.log(`${studio.host}: ${title} ${offered ? 'is encoded' : 'has no encoder'}`);
      if (!offered) {
        await expect(way.panel.getByText(new RegExp(`no encoder for .*${title}`))).toBeVisible();
        continue;
      }
      const { name, bytes } = await way.save(new RegExp(`as ${title}`));
      expect(name).toMatch(new RegExp(`\\.${title.toLowerCase()}$`));
      const { format, seconds, frames } = await decodeVideo(page, bytes);
      expect(format).toBe(title);
      expect(seconds).toBeCloseTo(22 / 24, 1);
      expect(frames.map(({ width, height }) => [width, height])).toEqual(Array(22).fill([280, 280]));
      // Videos keep no exact pixels.
      expect(Math.abs(frames[1]!.mean - frames[21]!.mean)).toBeLessThan(3);
      expect(frames.every(({ mean }) => mean > 5 && mean < 250)).toBe(true);
    }
  });

  await test.step('the strip and its numbers', async () => {
    const strip = await sharp((await way.save('Save picture…')).bytes).metadata();
    expect(strip).toMatchObject({ format: 'png', width: 9 * 280, height: 2 * 280 + 16 });
    const table = (await way.save('Save numbers (CSV)…')).bytes.toString('utf8');
    expect(table.trim().split('\n')).toHaveLength(10);
    expect(table).toMatch(/^across,latent 1,/);
  });
});

test('a network that makes pictures from noise goes between noise, and says so', async ({ studio, explore }) => {
  const way = new InterpolatePage(studio);
  await explore.trainTemplate('dcgan', { samples: 64, epochs: 1 });
  await explore.open('Interpolate');
  await expect(way.panel.getByText('the ends are noise, named by the seed')).toBeVisible();
  await expect(way.panel.getByText('50% of the way from Seed 1 to Seed 2')).toBeVisible();
  await expect.poll(() => way.pixels()).not.toMatch(/^data:,/);
});
