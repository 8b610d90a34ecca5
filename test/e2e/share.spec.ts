/** Work shared as one .zip and opened again; a training that starts from a run, with layers that stay as they are. */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seriousFaultsOfThemes } from './axe.ts';
import { expect, test } from './fixtures.ts';

test('a run is shared, removed, dropped again, and is whole', async ({ studio, explore, bar, runs, toasts }, info) => {
  const { page } = studio;
  await explore.trainTemplate('fully-connected', { epochs: 2 });
  await bar.show('Runs');
  await runs.open('run 1');
  const file = join(studio.dataFolder, 'shared.zip');
  await studio.answerPath(file, () => page.getByRole('button', { name: 'Share as .zip…' }).click());
  await expect(toasts.note(/^Packed: 1 run, [\d.]+ [kM]B$/)).toBeVisible();
  expect((await stat(file)).size).toBeGreaterThan(100_000);
  await page.screenshot({ path: info.outputPath('shared-light.png') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: info.outputPath('shared-dark.png') });
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);

  await page.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
  await bar.home.click();

  await studio.drop([file]);
  await expect(toasts.note(/^Opened “.+” with 1 run\.$/)).toBeVisible();
  await expect(runs.row('run 1')).toContainText('Finished');
  await expect(runs.chart.first()).toBeVisible();
  // Explored as any other.
  await explore.open('Reconstruct');
  await expect(page.getByRole('img', { name: /reconstruct/i }).first()).toBeVisible({ timeout: 60_000 });
});

test('an archive that is none, or hides something, is refused in words, and what is open stays', async ({
  studio,
  start,
  design,
  toasts,
}) => {
  await start.fromTemplate('Fully connected');
  const before = await design.layers();
  const path = join(studio.dataFolder, 'broken.zip');
  await writeFile(path, 'PK\u0003\u0004 and nothing else');
  await studio.drop([path]);
  const note = toasts.error('The package could not be opened');
  await expect(note).toContainText('broken.zip');
  await expect(note).toContainText('it is no ZIP archive, or its end is missing');
  expect(await design.layers()).toEqual(before);
});

test('a training starts from a run, while a frozen layer stays as it is', async ({
  studio,
  explore,
  bar,
  design,
  inspector,
  train,
}, info) => {
  const { page } = studio;
  await explore.trainTemplate('fully-connected', { epochs: 1 });
  await bar.show('Design');
  const first = 'Dense 32';
  await design.select(first);
  const frozen = inspector.area.getByRole('switch', { name: 'Frozen' });
  await frozen.check();
  await expect(design.node(first)).toHaveAccessibleName(/, frozen/);
  await page.screenshot({ path: info.outputPath('frozen-light.png') });
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);

  await bar.show('Train');
  await train.side.getByRole('radio', { name: 'Settings' }).check({ force: true });
  await train.setting('Start from').selectOption({ label: 'Run 1' });
  await expect(train.side.getByText(/^All \d layers with weights begin with those of the run\.$/)).toBeVisible();
  await train.set('Epochs', '2');
  await train.setting('Start from').scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath('start-from-light.png') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: info.outputPath('start-from-dark.png') });
  await page.emulateMedia({ colorScheme: 'light' });
  await bar.action('Train').click();
  await expect(train.ending).toContainText('Finished after 2 epochs', { timeout: 60_000 });
});
