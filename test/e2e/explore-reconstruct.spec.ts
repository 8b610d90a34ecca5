/** Reconstruct: samples sorted and searched, pictures of one's own, a corrupt one, and a checkpoint that goes while it is open. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './fixtures.ts';
import { ReconstructPage } from './pages/explore-reconstruct.ts';
import { contrastOf, pictureOf } from './pictures.ts';
import { savedText } from './saved.ts';

test('what a network makes of samples, and of pictures of one’s own', async ({ studio, explore }) => {
  const panel = new ReconstructPage(studio);
  await explore.trainTemplate('fully-connected', { epochs: 3 });
  await explore.open('Reconstruct');

  await test.step('the worst validation samples first, with the numbers of the first', async () => {
    await expect(panel.status).toContainText(/30 samples, mean squared error 0\.\d+ on average/, { timeout: 60_000 });
    await expect(panel.tiles).toHaveCount(30);
    await expect(panel.reconstructions).toHaveCount(30);
    expect(contrastOf(await pictureOf(panel.reconstructions.first()))).toBeGreaterThan(10);
    await expect(panel.detail).toContainText(/mean squared error\s*0\.\d+/);
    await expect(panel.detail.getByRole('img', { name: /^Latent values: \d+ values$/ })).toBeVisible();
  });

  await test.step('another order is undone and done again', async () => {
    const worst = await panel.tiles.first().getAttribute('aria-label');
    await panel.order.selectOption('best');
    await expect(panel.tiles.first()).not.toHaveAttribute('aria-label', worst!);
    await studio.page.keyboard.press('Escape');
    await panel.gallery.focus();
    await studio.page.keyboard.press('ControlOrMeta+z');
    await expect(panel.order).toHaveValue('worst');
    await expect(panel.tiles.first()).toHaveAttribute('aria-label', worst!);
  });

  await test.step('the keyboard goes through the gallery', async () => {
    await panel.gallery.focus();
    const second = await panel.tiles.nth(1).getAttribute('aria-label');
    await studio.page.keyboard.press('ArrowRight');
    await expect(panel.tiles.nth(1)).toHaveAttribute('aria-selected', 'true');
    await expect(panel.detail.getByRole('heading')).toHaveText(second!.replace(/, (.+) \S+$/, ' · $1'));
  });

  await test.step('by label, by number, and what is not there', async () => {
    await panel.search.fill('7');
    await expect(panel.tiles.first()).toHaveAttribute('aria-label', /, 7 0\.\d+$/);
    expect(await panel.tiles.count()).toBeLessThan(30);
    await panel.search.fill('#100000');
    await expect(studio.page.getByText('No sample has the label or number “#100000” here.')).toBeVisible();
    await panel.search.fill('');
    await panel.part('Training');
    await expect(panel.status).toContainText('270 samples');
  });

  await test.step('a picture dropped stands at the top; a corrupt one is named, and nothing is lost', async () => {
    const good = join(studio.dataFolder, 'stroke.png');
    const svg =
      '<svg width="60" height="60"><rect width="60" height="60"/><path d="M30 8v44" stroke="#fff" stroke-width="9"/></svg>';
    const png = await sharp(Buffer.from(svg)).png().toBuffer();
    await writeFile(good, png);
    const corrupt = join(studio.dataFolder, 'cut.png');
    await writeFile(corrupt, png.subarray(0, 60));
    await studio.drop([corrupt, good]);
    await expect(panel.given.getByRole('button', { name: 'stroke.png' })).toBeVisible();
    await expect(panel.given.getByRole('img', { name: 'reconstruction' })).toBeVisible();
    await expect(studio.page.getByText(/“cut\.png” cannot be used: it is/)).toBeVisible();
    await expect(panel.detail.getByRole('heading')).toHaveText('stroke.png');
    await expect(panel.status).toContainText('270 samples');
  });

  await test.step('the strip goes back through the epochs', async () => {
    await panel.scrubber.fill('0');
    await expect(studio.page.getByText('The same 10 samples, before training')).toBeVisible();
  });

  await test.step('numbers are saved as a table', async () => {
    await panel.export.click();
    const item = studio.page.getByRole('menuitem', { name: 'Save numbers (CSV)…' });
    const lines = (await savedText(studio, () => item.click())).trim().split('\n');
    expect(lines[0]).toBe('sample,label,mean squared error');
    expect(lines).toHaveLength(271);
    const errors = lines.slice(1).map((line) => Number(line.split(',')[2]));
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
  });

  await test.step('a checkpoint that goes while the panel is open changes nothing here', async () => {
    const runs = join(studio.dataFolder, 'runs');
    const [run] = await readdir(runs);
    await rm(join(runs, run!, 'checkpoints'), { recursive: true });
    await panel.part('Validation');
    await expect(panel.status).toContainText('30 samples');
    await expect(panel.reconstructions.first()).toBeVisible();
    await studio.page.getByRole('radio', { name: 'Newest' }).check({ force: true });
    await expect(explore.failure).toContainText('last.safetensors');
  });
});
