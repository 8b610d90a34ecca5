/** The latent map of a small network, by pointer and by keyboard, with every way to lay it out. */
import { seriousFaults } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { AnomaliesPage } from './pages/explore-anomalies.ts';
import { LatentMapPage } from './pages/explore-latent-map.ts';
import { savedText } from './saved.ts';

test('a latent map: hover, decode, colours, select, layouts, keys', async ({ studio, explore }, info) => {
  const { page } = studio;
  const { mouse, keyboard } = page;
  const map = new LatentMapPage(studio);
  await explore.trainTemplate('fully-connected', { samples: 1200, epochs: 3 });
  await explore.open('Latent map');

  await test.step('every sample is a point, and in words', async () => {
    await expect(map.summary).toContainText('1,200 samples by latent values. Colours: 0 (', { timeout: 60_000 });
    await expect(map.legend.getByRole('listitem')).toHaveCount(10);
    await page.screenshot({ path: info.outputPath('map.png') });
  });

  await test.step('hovering shows the sample and its reconstruction', async () => {
    await map.hoverPoint();
    await expect(map.reconstruction).toBeVisible();
    await page.screenshot({ path: info.outputPath('hover.png') });
  });

  await test.step('a click decodes; a drag goes on decoding; other latents stay at their mean, which is said', async () => {
    const { x, y } = await map.at(0.5, 0.5);
    await mouse.click(x, y);
    await expect(map.decoded).toBeVisible();
    const first = await map.latent.textContent();
    await mouse.down();
    await mouse.move(x + 120, y - 60, { steps: 8 });
    await mouse.up();
    await expect(map.latent).not.toHaveText(first!);
    await expect(page.getByText('all others stay at their mean over the data')).toBeVisible();
  });

  await test.step('the decoded grid lies under the points', async () => {
    await map.grid.check({ force: true });
    await expect(page.getByLabel('Pictures along the longer side')).toBeVisible();
    await expect(map.progress).toHaveCount(0);
    await page.screenshot({ path: info.outputPath('grid.png') });
    expect(await seriousFaults(studio)).toEqual([]);
  });

  await test.step('a graphics card that is taken away and given back draws the same again', async () => {
    const before = await map.map.screenshot();
    await map.loseGraphics();
    await expect.poll(async () => before.equals(await map.map.screenshot())).toBe(true);
  });

  await test.step('the grid is undoable', async () => {
    await keyboard.press('ControlOrMeta+z');
    await expect(map.grid).not.toBeChecked();
  });

  await test.step('colours: by error a scale, by part groups, by label a legend that switches labels off', async () => {
    await map.choose('Colour', 'error');
    await expect(map.summary).toContainText('Colours go from 0.');
    await page.screenshot({ path: info.outputPath('error.png') });
    await map.choose('Colour', 'part');
    await expect(map.summary).toContainText('Colours: Training (1,080), Validation (120).');
    await map.choose('Colour', 'label');
    const group = map.legend.getByRole('button', { name: /^0, / });
    await group.click();
    await expect(group).toHaveAttribute('aria-pressed', 'false');
    await group.click();
    await expect(group).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('a lasso selects, the gallery shows, the table has them; labels select by keyboard', async () => {
    await map.tool(/lasso/).click();
    await map.lassoAll();
    await expect(map.selection).toContainText(/1,\d\d\d samples selected/);
    await expect(map.selection.getByRole('img')).toHaveCount(60);
    await map.map.press('Escape');
    await expect(map.selection).toHaveCount(0);
    await map.button('Select 7').focus();
    await keyboard.press('Enter');
    await expect(map.selection.getByRole('img', { name: /: 7$/ }).first()).toBeVisible();
    await page.screenshot({ path: info.outputPath('selection.png') });
    const table = await map.save('Export selection', 'Save numbers (CSV)…');
    const lines = table.trim().split('\n');
    expect(lines[0]).toMatch(/^sample,label,part,x,y,(error,)?latent 1,/);
    expect(lines.length).toBeGreaterThan(60);
    for (const line of lines.slice(1)) expect(line.split(',')[1]).toBe('7');
  });

  await test.step('what is selected is marked as anomalies: scores are held against it, the table says it, and one comes back', async () => {
    const anomalies = new AnomaliesPage(studio);
    const selected = Number(/[\d,]+/.exec(await map.selection.getByRole('status').innerText())![0]);
    await map.button('Mark as anomalies').click();
    await expect(map.marks).toContainText(`${selected} samples marked as anomalies`);
    await page.screenshot({ path: info.outputPath('marked.png') });
    await map.button('See their scores').click();
    await expect(anomalies.marked).toContainText(/\d+ samples marked as anomalies,\s+\d+ among the training samples/);
    await expect(anomalies.roc).toBeVisible();
    await page.screenshot({ path: info.outputPath('marked-scores.png') });
    await anomalies.export.click();
    const item = page.getByRole('menuitem', { name: 'Save numbers (CSV)…' });
    const [header, ...rows] = (await savedText(studio, () => item.click())).trim().split('\n');
    expect(header).toBe('sample,label,reconstruction error,flagged,marked');
    for (const row of rows) expect(row.split(',').at(-1)).toBe(row.split(',').at(-4) === '7' ? '1' : '0');
    await anomalies.button('Show on the map').click();
    await expect(map.selection).toContainText(`${selected} samples selected`);
    await map.button('Unmark').click();
    await expect(map.marks).toHaveCount(0);
    await map.map.press('Escape');
    await map.tool(/Decode/).click();
  });

  await test.step('keys move, zoom, fit and decode', async () => {
    await map.map.focus();
    for (const key of ['+', '+', '+', 'ArrowLeft', 'ArrowUp', '-', 'Enter']) await keyboard.press(key);
    const before = await map.latent.textContent();
    await keyboard.press('Shift+ArrowRight');
    await expect(map.latent).not.toHaveText(before!);
    await page.screenshot({ path: info.outputPath('zoomed.png') });
    await keyboard.press('0');
  });

  await test.step('PCA, UMAP and t-SNE: each says how it decodes; a layout can be cancelled and laid out again', async () => {
    await map.choose('Axes', 'pca');
    await expect(map.summary).toContainText('by principal components');
    await expect(page.getByText('going back along the two principal components')).toBeVisible();
    await page.screenshot({ path: info.outputPath('pca.png') });
    await map.choose('Axes', 'tsne');
    await expect(map.progress).toBeVisible();
    await map.button('Cancel').click();
    await expect(page.getByText('Cancelled: the map of before is still on show.')).toBeVisible();
    await expect(map.summary).toContainText('by principal components');
    await map.choose('Axes', 'umap');
    await expect(map.summary).toContainText('1,200 samples by UMAP', { timeout: 60_000 });
    await expect(page.getByText('a mix of the latents of the 8 nearest samples')).toBeVisible();
    const { x, y } = await map.at(0.4, 0.6);
    await mouse.click(x, y);
    await expect(map.decoded).toBeVisible();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: info.outputPath('umap.png') });
    await page.emulateMedia({ colorScheme: 'light' });
  });
});
