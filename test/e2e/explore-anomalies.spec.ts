/** Anomalies: a threshold over scores, curves where labels say what is usual, a folder of pictures with bad ones, and a lost checkpoint. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './fixtures.ts';
import { AnomaliesPage } from './pages/explore-anomalies.ts';
import { savedText } from './saved.ts';

test('scores of given pictures are renewed with every newer network', async ({ studio, explore }) => {
  const panel = new AnomaliesPage(studio);
  const folder = join(studio.dataFolder, 'parts');
  await mkdir(folder);
  for (const side of [8, 20]) {
    const picture = sharp({ create: { width: side, height: side, channels: 3, background: '#fff' } });
    await picture
      .extend({ top: 8, left: 8, bottom: 20, right: 20, background: '#000' })
      .png()
      .toFile(join(folder, `${side}.png`));
  }
  await explore.beginTemplate('anomaly-detector', { samples: 200, epochs: 5000 });
  await explore.open('Anomalies');
  await expect(panel.figures).toBeVisible({ timeout: 60_000 });
  await studio.drop([folder]);
  const files = panel.given.getByRole('option');
  await expect(files).toHaveCount(2);
  const before = await files.allInnerTexts();
  const renewed = async () => (await files.allInnerTexts()).every((text, at) => text !== before[at]);
  await expect.poll(renewed, { timeout: 60_000 }).toBe(true);
  await expect(files).toHaveCount(2);
});

test('unusual samples are found by their scores', async ({ studio, explore }) => {
  const panel = new AnomaliesPage(studio);
  await explore.trainTemplate('anomaly-detector', { samples: 600, epochs: 8 });
  await explore.open('Anomalies');

  await test.step('test samples, usual what was trained on, the threshold of 95 % of the training samples', async () => {
    await expect(panel.label('3')).toHaveAttribute('aria-pressed', 'true');
    await expect(panel.label('4')).toHaveAttribute('aria-pressed', 'false');
    await expect(panel.figures).toContainText(/flagged\s*\d+ of \d+/);
    await expect(panel.figures).toContainText(/precision\s*\d+\.\d %/);
    const auroc = Number(/AUROC (0\.\d+)/.exec((await panel.roc.getAttribute('aria-label'))!)![1]);
    expect(auroc).toBeGreaterThan(0.7);
    await expect(studio.page.getByText('Suggested: 95 % of the training samples lie below it.')).toBeVisible();
  });

  await test.step('the threshold moves, with the counts; it is undone in one go', async () => {
    const before = await panel.figures.textContent();
    const top = await panel.threshold.getAttribute('max');
    await panel.threshold.fill(top!);
    await expect(panel.figures).not.toHaveText(before!);
    await expect(panel.suggested).toBeVisible();
    await panel.suggested.click();
    await expect(panel.figures).toHaveText(before!);
  });

  await test.step('another score, and other usual labels', async () => {
    const before = await panel.roc.getAttribute('aria-label');
    await panel.score.selectOption('both');
    await expect(panel.roc).not.toHaveAttribute('aria-label', before!);
    await panel.label('8').click();
    await expect(panel.label('3')).toHaveAttribute('aria-pressed', 'true');
    await expect(panel.label('8')).toHaveAttribute('aria-pressed', 'true');
    await panel.score.selectOption('error');
  });

  await test.step('the worst come first, with what the network makes of them', async () => {
    await expect(panel.worst.getByRole('img', { name: 'difference' }).first()).toBeVisible();
  });

  await test.step('scores are saved as a table', async () => {
    await panel.export.click();
    const item = studio.page.getByRole('menuitem', { name: 'Save numbers (CSV)…' });
    const lines = (await savedText(studio, () => item.click())).trim().split('\n');
    expect(lines[0]).toBe('sample,label,reconstruction error,flagged');
    const scores = lines.slice(1).map((line) => Number(line.split(',')[2]));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  await test.step('a folder dropped is scored; what is corrupt in it is named', async () => {
    const folder = join(studio.dataFolder, 'new parts');
    await mkdir(folder);
    for (let at = 0; at < 5; at++) {
      const svg = `<svg width="56" height="56"><rect width="56" height="56"/><circle cx="28" cy="28" r="${6 + at * 4}" fill="#fff"/></svg>`;
      await writeFile(join(folder, `disc ${at}.png`), await sharp(Buffer.from(svg)).png().toBuffer());
    }
    await writeFile(join(folder, 'broken.png'), 'no picture');
    await studio.drop([folder]);
    await expect(panel.given).toContainText(/\d of 5 pictures flagged, 1 file could not be used/);
    await panel.given.getByText('Files that could not be used').click();
    await expect(panel.given).toContainText('“broken.png” cannot be used');
    await expect(panel.given.getByRole('option')).toHaveCount(5);
  });

  await test.step('a checkpoint that goes while the panel is open changes nothing here', async () => {
    const runs = join(studio.dataFolder, 'runs');
    const [run] = await readdir(runs);
    await rm(join(runs, run!, 'checkpoints'), { recursive: true });
    await panel.score.selectOption('latent');
    await expect(panel.roc).toBeVisible();
    await studio.page.getByRole('radio', { name: 'Newest' }).check({ force: true });
    await expect(explore.failure).toContainText('last.safetensors');
  });
});
