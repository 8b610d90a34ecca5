/** A person's own pictures: imported with all their faults, prepared, made to fit, trained on. And files dropped onto the window. */
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { broken, writeImageFolder } from './image-folder.ts';
import { contrastOf, differenceOf, pictureOf } from './pictures.ts';
import { root } from './hosts/opening.ts';

test('a folder of pictures, five of them broken, is imported, prepared and trained on', async ({
  studio,
  start,
  bar,
  design,
  data,
  train,
}) => {
  const folder = join(studio.dataFolder, 'pictures');
  const good = await writeImageFolder(folder, 60);
  await start.fromTemplate('Convolutional');
  await bar.show('Data');
  await expect(data.title).toHaveText('10,000 handwritten digits');

  await test.step('import, with progress', async () => {
    const progress = data.progress.waitFor();
    await studio.answerPath(folder, () => data.useOther('Folder of images…'));
    await progress;
    await expect(data.images).toContainText(`${good} images · ${Object.keys(broken).length} files skipped`);
    await expect(data.images).toContainText(/64\s*×\s*64\s*×\s*3/);
    for (const label of ['circles', 'squares', 'stripes'])
      await expect(data.label(label)).toHaveAccessibleName(new RegExp(`${label}\\s*60`));
  });

  await test.step('name what was skipped, and why', async () => {
    await expect(data.skipped).toHaveCount(Object.keys(broken).length);
    for (const name of Object.keys(broken)) {
      const item = data.skipped.filter({ hasText: name });
      await expect(item).toHaveCount(1);
      const reason = (await item.innerText()).replace(name, '').trim();
      expect(reason, `why ${name} was skipped`).toMatch(/[a-z]{4}/);
    }
    await expect(data.skipped.filter({ hasText: 'circles/empty.png' })).toContainText('empty');
  });

  await test.step('look at one', async () => {
    await data.gallery.focus();
    await studio.page.keyboard.press('End');
    await expect(data.detail).toContainText('stripes');
    expect(contrastOf(await pictureOf(data.gallery))).toBeGreaterThan(20);
  });

  await test.step('change how they are prepared', async () => {
    const before = await pictureOf(data.asSeen);
    await data.turnOn('Invert');
    await data.expectPrepared(`${good} images`);
    await expect.poll(async () => differenceOf(await pictureOf(data.asSeen), before)).toBeGreaterThan(20);
    await bar.show('Design');
    await studio.page.keyboard.press('Control+z');
    await bar.show('Data');
    await expect(data.preparation.getByRole('switch', { name: 'Invert' })).not.toBeChecked();
  });

  await test.step('make data and network fit', async () => {
    await expect(data.mismatch).toContainText(/64\s*×\s*64\s*×\s*3/);
    await expect(data.mismatch).toContainText(/28\s*×\s*28\s*×\s*1/);
    await expect(bar.action('Train')).toBeVisible();
    await data.mismatch.getByRole('button', { name: /^Resize the images to 28\s*×\s*28 in grey/ }).click();
    await data.expectPrepared(`${good} images`);
    await expect(data.images).toContainText(/28\s*×\s*28\s*×\s*1/);
    await expect(data.mismatch).toBeHidden();
    await bar.show('Design');
    await expect(design.tool('No problems')).toBeVisible();
  });

  await test.step('train on them', async () => {
    await bar.show('Train');
    await train.set('Epochs', '1');
    await train.set('Batch size', '32');
    await bar.action('Train').click();
    await expect(train.ending).toContainText('Finished after 1 epoch');
    await expect(train.strip('epoch 1')).toBeVisible();
    expect(contrastOf(await pictureOf(train.row('original')))).toBeGreaterThan(20);
    await expect(train.row('original')).toHaveAccessibleName(/circles, squares, stripes/);
  });
});

test('a folder without pictures is refused in words, and other data can be chosen', async ({
  studio,
  start,
  bar,
  data,
}) => {
  await start.fromTemplate('Convolutional');
  await bar.show('Data');
  await studio.answerPath(studio.dataFolder, () => data.useOther('Folder of images…'));
  await expect(data.failure).toContainText('The data could not be prepared');
  await expect(data.failure).toContainText(/image/);
  await data.useOther('Handwritten digits');
  await expect(data.title).toHaveText('10,000 handwritten digits');
  await expect(data.failure).toBeHidden();
});

test('a project file dropped onto the window opens', async ({ studio, bar, design }) => {
  const file = join(studio.dataFolder, 'Dropped.hourglass');
  await copyFile(join(root, 'resources/templates/fully-connected.hourglass'), file);
  await studio.drop([file]);
  await design.node('Input').waitFor();
  await expect(bar.name).toHaveValue('Fully connected');
  // A browser hides where a dropped file lies, so there it is a copy without a place.
  await expect(bar.state).toHaveText(studio.host === 'desktop' ? 'saved' : 'not saved yet');
  if (studio.host === 'desktop') await expect(studio.page).toHaveTitle('Fully connected – Hourglass');
});

test('what is dropped while the page under it is drawn anew arrives', async ({ studio, design }) => {
  const file = join(studio.dataFolder, 'Dropped.hourglass');
  await copyFile(join(root, 'resources/templates/fully-connected.hourglass'), file);
  await studio.drop([file], () =>
    studio.page
      .getByRole('main')
      .evaluate((main) => main.replaceChildren(...[...main.children].map((child) => child.cloneNode(true)))),
  );
  await design.node('Input').waitFor();
});

test('a folder of pictures dropped onto the window becomes the data', async ({ studio, start, data }) => {
  const folder = join(studio.dataFolder, 'pictures');
  const good = await writeImageFolder(folder, 5);
  await start.fromTemplate('Convolutional');
  await studio.drop([folder]);
  await data.expectPrepared(`${good} images`);
  await expect(data.title).toContainText(basename(folder));
  for (const label of ['circles', 'squares', 'stripes'])
    await expect(data.label(label)).toHaveAccessibleName(new RegExp(`${label}\\s*5`));
});
