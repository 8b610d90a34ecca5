/** Sample, in both hosts: drawn samples, sliders, arithmetic, neighbours, a folder of pictures. */
import sharp from 'sharp';
import { unzipSync } from 'fflate';
import { seriousFaultsOfThemes } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { SamplePage } from './pages/explore-sample.ts';
import { savedFile } from './saved.ts';

test('samples are drawn, moved, added up, compared and saved', async ({ studio, explore }) => {
  const { page } = studio;
  const sample = new SamplePage(studio);
  await explore.trainTemplate('variational-20');
  await explore.open('Sample');

  await test.step('drawn from the prior, with the nearest training sample beside each', async () => {
    await expect(sample.tiles).toHaveCount(36);
    await expect(sample.state).toContainText('Drawn from the standard normal prior');
    await expect(sample.state).toContainText(/memoris/);
    await expect(sample.tiles.first()).toHaveAccessibleName(/^Sample 1, nearest training sample \d+/);
  });

  await test.step('another seed draws others; undo brings the first back', async () => {
    const before = await sample.pixelsOf(sample.tiles.first());
    await sample.panel.getByRole('button', { name: 'New seed' }).click();
    await expect.poll(() => sample.pixelsOf(sample.tiles.first())).not.toBe(before);
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => sample.pixelsOf(sample.tiles.first())).toBe(before);
  });

  await test.step('the keyboard chooses; a slider moves the picture; reset takes it back', async () => {
    await sample.grid.focus();
    await page.keyboard.press('ArrowRight');
    await expect(sample.panel.getByRole('heading', { name: 'Sample 2' })).toBeVisible();
    await expect(sample.sliders).toHaveCount(20);
    await expect.poll(() => sample.pixelsOf(sample.live)).toBe(await sample.pixelsOf(sample.tiles.nth(1)));
    const before = await sample.pixelsOf(sample.live);
    await sample.sliders.first().focus();
    await page.keyboard.press('End');
    await expect.poll(() => sample.pixelsOf(sample.live)).not.toBe(before);
    await sample.panel.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => sample.pixelsOf(sample.live)).toBe(before);
    await sample.panel.getByRole('radio', { name: 'Principal components' }).check({ force: true });
    await expect(sample.sliders.first()).toHaveAccessibleName(/^Component 1 · \d/);
  });

  await test.step('one label minus another, by strength', async () => {
    await sample.panel.getByRole('radio', { name: 'Arithmetic' }).check({ force: true });
    const row = sample.panel.getByRole('list', { name: 'Along the strength' }).getByRole('button');
    await expect(row).toHaveCount(9);
    await row.first().click();
    const same = async () => (await sample.pixelsOf(sample.live)) === (await sample.pixelsOf(row.first()));
    await expect.poll(same).toBe(true);
    const before = await sample.pixelsOf(row.first());
    await sample.panel.getByLabel('Plus the mean of').selectOption('Label 7');
    await expect.poll(() => sample.pixelsOf(row.first())).not.toBe(before);
  });

  await test.step('a fitted mixture says what it is', async () => {
    await sample.setting('Drawn from').selectOption('Fitted mixture');
    await expect(sample.state).toContainText(
      /a mixture of \d+ gaussians? \(full covariance\) fitted to the latents of 270/,
    );
  });

  await test.step('nothing serious for axe, light and dark', async () => {
    expect(await seriousFaultsOfThemes(studio)).toEqual([]);
  });

  await test.step('a large folder is cancelled', async () => {
    await sample.saveFolder(100_000);
    await sample.panel.getByRole('button', { name: 'Cancel' }).click();
    await expect(sample.panel.getByRole('progressbar')).toHaveCount(0);
  });

  await test.step('a small folder holds as many pictures, the first as on show', async () => {
    const { name, bytes } = await savedFile(studio, () => sample.saveFolder(70));
    expect(name).toMatch(/samples seed 1\.zip$/);
    const files = unzipSync(bytes);
    const names = Object.keys(files);
    expect(names).toHaveLength(70);
    expect(names[0]).toMatch(/samples seed 1\/sample-01\.png$/);
    expect(await sharp(files[names[69]!]!).metadata()).toMatchObject({ format: 'png', width: 28, height: 28 });
  });

  await test.step('the grid and its numbers', async () => {
    expect(await sharp((await sample.save('Save picture…')).bytes).metadata()).toMatchObject({
      ...{ format: 'png', width: 6 * 84, height: 6 * 84 },
    });
    const table = (await sample.save('Save numbers (CSV)…')).bytes.toString('utf8');
    expect(table.trim().split('\n')).toHaveLength(37);
    expect(table).toMatch(/^sample,nearest training sample,distance,latent 1,/);
  });
});

test('a network that makes pictures from noise draws noise, and groups drawn samples', async ({ studio, explore }) => {
  const sample = new SamplePage(studio);
  await explore.trainTemplate('dcgan', { samples: 64, epochs: 1 });
  await explore.open('Sample');
  await expect(sample.state).toContainText('Drawn from the standard normal noise');
  await expect(sample.sliders.first()).toHaveAccessibleName('Noise 1');
  await sample.panel.getByRole('radio', { name: 'Arithmetic' }).check({ force: true });
  await sample.panel.getByLabel('Plus the mean of').selectOption('Chosen drawn samples');
  const group = sample.panel.getByRole('list', { name: 'Plus the mean of: chosen of the drawn samples' });
  await group.getByRole('button', { name: 'Sample 3', exact: true }).click();
  await expect(group.getByRole('button', { name: 'Sample 3', exact: true })).toHaveAttribute('aria-pressed', 'true');
});

test('follows a run that trains, and shows no empty grid between two checkpoints', async ({ studio, explore }) => {
  const sample = new SamplePage(studio);
  await explore.beginTemplate('variational-20', { samples: 200, epochs: 5000 });
  await explore.open('Sample');
  // An explorer stands back while a run trains, and both behind whatever else the machine has to do.
  const patient = { timeout: 60_000 };
  await expect(sample.tiles).toHaveCount(36, patient);
  const emptied = await sample.grid.evaluateHandle((grid) => {
    const seen = { fewest: Infinity };
    const count = (): void =>
      void (seen.fewest = Math.min(seen.fewest, grid.querySelectorAll('[role=option] canvas').length));
    new MutationObserver(count).observe(document.body, { childList: true, subtree: true });
    count();
    return seen;
  });
  const [before, epoch] = [await sample.pixelsOf(sample.tiles.first()), await explore.status.innerText()];
  await expect.poll(() => explore.status.innerText(), patient).not.toBe(epoch);
  await expect.poll(() => sample.pixelsOf(sample.tiles.first()), patient).not.toBe(before);
  // Neighbours take long, and end all the same.
  await expect(sample.tiles.first()).toHaveAccessibleName(/nearest training sample/, patient);
  expect(await emptied.evaluate(({ fewest }) => fewest)).toBe(36);
});
