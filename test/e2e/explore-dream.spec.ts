/** Dream in both hosts: from noise with progress, cancelled, all channels, feature maps, filters, dropped pictures, a zoom. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { decodeVideo } from './decoded-video.ts';
import { expect, test } from './fixtures.ts';
import { layersModel, writeModel } from '../main/trainer/explore/models.ts';
import { DreamPage } from './pages/explore-dream.ts';
import { savedFile, type Saved } from './saved.ts';

test('a trained classifier dreams, shows what its layers see, and says what it cannot', async ({
  studio,
  explore,
  bar,
  design,
  toasts,
}, info) => {
  const dream = new DreamPage(studio);
  await explore.trainTemplate('classifier', { samples: 300, epochs: 2 });
  await explore.open('Dream');

  await test.step('empty: says what comes here', async () => {
    await expect(dream.panel.getByRole('heading', { name: 'Nothing dreamt yet' })).toBeVisible();
  });

  await test.step('a channel grows out of noise, with progress', async () => {
    await dream.set('Size', 96);
    await dream.chooseLayer(/^Conv2D 32/);
    await dream.set('Channel', 3);
    await dream.dream();
    await expect(dream.progress).toHaveAccessibleName(/Dreaming of “Conv2D 32”, channel 3/);
    await dream.finished();
    await expect(dream.picture(/^Dream of “Conv2D 32”, channel 3$/)).toBeVisible();
    await expect(dream.panel.getByText(/Activation .* in 60 steps/)).toBeVisible();
  });

  await test.step('a class is tied to the network’s own size, and says so', async () => {
    await dream.choose('Dream of', 'A class');
    await dream.choose('Class', '7');
    await dream.dream();
    await dream.finished();
    await expect(dream.panel.getByText(/“7” is tied to the network’s own input of 28 × 28/)).toBeVisible();
    await info.attach('class', { body: await studio.page.screenshot(), contentType: 'image/png' });
  });

  await test.step('a long dream is cancelled, and the last one stays', async () => {
    await dream.choose('Dream of', 'A channel');
    await dream.set('Steps', 500);
    await dream.dream();
    await expect(dream.picture(/on its way$/)).toBeVisible();
    await dream.cancel();
    await dream.finished();
    await expect(explore.failure).toHaveCount(0);
    await expect(dream.picture(/^Dream of/)).toBeVisible();
    await dream.set('Steps', 2);
  });

  await test.step('all channels of a layer; one of them larger by a click', async () => {
    await dream.view('All channels');
    await dream.panel.getByRole('button', { name: 'Dream through all 32 channels' }).click();
    const cells = dream.cells(/Channels of Conv2D 32/);
    await expect(cells).toHaveCount(32);
    await dream.finished();
    await expect(cells.last()).toHaveAttribute('aria-busy', 'false');
    await cells.nth(4).click();
    await dream.finished();
    await expect(dream.picture(/^Dream of “Conv2D 32”, channel 5$/)).toBeVisible();
  });

  await test.step('feature maps with the value under the pointer', async () => {
    await dream.view('Feature maps');
    const maps = dream.cells(/Feature maps of Conv2D 32/);
    await expect(maps).toHaveCount(32);
    await maps.first().hover();
    await expect(dream.panel.getByText(/^Map 1, row \d+, column \d+: /)).toBeVisible();
  });

  await test.step('filters, in words what they show', async () => {
    await dream.view('Filters');
    await expect(dream.panel.getByText(/32 filters of 3 × 3\. Each filter as it lies over the picture/)).toBeVisible();
    await dream.chooseLayer(/^Dense 10/);
    await expect(dream.panel.getByRole('heading', { name: /“Dense 10” has no filters/ })).toBeVisible();
  });

  await test.step('a dropped picture begins the dream; a corrupt one is named, and nothing is lost', async () => {
    await dream.view('Dream');
    await dream.chooseLayer(/^Conv2D 32/);
    const whole = join(studio.dataFolder, 'stripes.png');
    const pixels = { width: 60, height: 40, channels: 3, background: { r: 90, g: 160, b: 90 } } as const;
    await sharp({ create: pixels }).png().toFile(whole);
    await studio.drop([whole]);
    await expect(dream.start).toContainText('stripes.png');
    await dream.dream();
    await dream.finished();
    const broken = join(studio.dataFolder, 'broken.png');
    await writeFile(broken, (await sharp({ create: pixels }).png().toBuffer()).subarray(0, 60));
    await studio.drop([broken]);
    await expect(toasts.error('“broken.png” cannot be used')).toBeVisible();
    await expect(dream.picture(/^Dream of “Conv2D 32”, channel 5$/)).toBeVisible();
  });

  await test.step('an imported model dreams too; a broken one is named, and the run’s network stays', async () => {
    const model = join(studio.dataFolder, 'tiny');
    const file = await writeModel(model, await layersModel());
    const shards = [1, 2].map((at) => join(model, `group1-shard${at}of2.bin`));
    await studio.drop([file, ...shards]);
    await expect(dream.panel.getByRole('radio', { name: /^pw1, 16 × 16 × 12/ })).toBeVisible();
    await dream.chooseLayer(/^conv1,/);
    await dream.dream();
    await dream.finished();
    await expect(dream.picture(/^Dream of “conv1”, channel 5$/)).toBeVisible();
    await info.attach('imported', { body: await studio.page.screenshot(), contentType: 'image/png' });
    const broken = join(studio.dataFolder, 'cut');
    await studio.drop([
      await writeModel(broken, await layersModel(), { cut: 9 }),
      ...shards.map((path) => path.replace('tiny', 'cut')),
    ]);
    await expect(toasts.error('The model was not imported')).toContainText(/cut short/);
    await dream.choose('Network', 'This run');
    await expect(dream.layer(/^Conv2D 32/)).toBeChecked();
    await dream.choose('Network', studio.host === 'desktop' ? 'tiny' : 'model.json');
    await expect(dream.layer(/^conv1,/)).toBeChecked();
    await expect(dream.start).toContainText('stripes.png');
    await dream.choose('Network', 'This run');
  });

  await test.step('settings are undone and remembered', async () => {
    const size = dream.panel.getByRole('textbox', { name: 'Size', exact: true });
    await expect(size).toHaveValue('96');
    await dream.set('Size', 80);
    await size.blur();
    await studio.page.keyboard.press('ControlOrMeta+z');
    await expect(size).toHaveValue('96');
  });

  await test.step('a zoom plays when its frames are there', async () => {
    await dream.panel.getByText('Zoom video', { exact: true }).last().click();
    await dream.set('Frames', 3);
    await dream.set('Steps a frame', 1);
    await dream.panel.getByRole('button', { name: 'Zoom video' }).click();
    await dream.finished();
    await expect(dream.panel.getByRole('slider', { name: 'Frame' })).toBeVisible();
    const save = async (item: string): Promise<Saved> => {
      await dream.panel.getByRole('button', { name: 'Save the zoom…' }).click();
      return savedFile(studio, () => studio.page.getByRole('menuitem', { name: item }).click());
    };
    const gif = await save('Save GIF…');
    expect(gif.name).toMatch(/^Dream of Conv2D 32 channel 5\.gif$/);
    const [width, height] = [96, 64];
    expect(await sharp(gif.bytes, { animated: true }).metadata()).toMatchObject({
      pages: 3,
      width,
      pageHeight: height,
    });
    const { frames } = await decodeVideo(studio.page, (await save('Save WebM…')).bytes);
    expect(frames).toMatchObject(Array(3).fill({ width, height }));
  });

  await test.step('a sample to begin with, and a layer from Design, are remembered', async () => {
    await dream.panel.getByRole('button', { name: 'Noise' }).click();
    await expect(dream.start).toContainText('Noise');
    await dream.start.getByRole('spinbutton', { name: /Sample/ }).fill('7');
    await expect(dream.start.locator('strong')).toHaveText('Sample 7');
    await bar.show('Design');
    await design.node('Conv2D 64').click({ button: 'right' });
    await studio.page.getByRole('menuitem', { name: 'Dream on this layer' }).click();
    await expect(dream.layer(/^Conv2D 64/)).toBeChecked();
    await expect(dream.start.locator('strong')).toHaveText('Sample 7');
    await expect(dream.panel.getByRole('radio', { name: 'Dream', exact: true })).toBeChecked();
    await bar.show('Design');
    await design.select('Dropout');
    await studio.page.getByRole('button', { name: 'Dream on this layer' }).click();
    await expect(dream.layer(/^Dropout/)).toBeChecked();
  });
});
