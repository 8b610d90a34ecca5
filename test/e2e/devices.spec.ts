/** Choosing what trains: by hand, by measuring, and where a project comes from a computer with other devices. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '#shared/graph/document.ts';
import { expect, test } from './fixtures.ts';
import { root } from './hosts/opening.ts';

test('devices are listed with what they are, how fast, and what is missing', async ({ studio, start, bar, train }) => {
  await start.fromTemplate('Fully connected');
  await bar.show('Train');
  await expect(train.device('Automatic')).toBeChecked();
  await expect(train.device('Processor (CPU)')).toBeEnabled();
  const all = await train.devices.all();
  expect(all.length).toBeGreaterThan(1);
  for (const device of all) {
    // What one cannot choose says why, and what to do.
    const words = (await device.isDisabled()) ? /\w+.*\. .+\./ : /\w+/;
    await expect(device).toHaveAccessibleDescription(words);
  }

  await train.device('Automatic').focus();
  await studio.page.keyboard.press('ArrowDown');
  await expect(train.device('Processor (CPU)')).toBeChecked();
  await expect(bar.state).not.toHaveText('saved');
  await studio.page.keyboard.press('Control+z');
  await expect(train.device('Automatic')).toBeChecked();

  await train.side.getByRole('button', { name: 'Measure now' }).click();
  await expect(train.side.getByRole('button', { name: 'Measure again' })).toBeVisible();
  await expect(train.device('Processor (CPU)')).toHaveAccessibleName(/[\d,]+ images\/s$/);
  // It is remembered with the machine, not with the window.
  await studio.page.reload();
  await bar.show('Train');
  await expect(train.device('Processor (CPU)')).toHaveAccessibleName(/images\/s$/);
});

test('a project that names a device which is not here opens, says so, and trains on another', async ({
  studio,
  start,
  bar,
  train,
}) => {
  const file = join(studio.dataFolder, 'From afar.hourglass');
  const template = await readFile(join(root, 'resources/templates/fully-connected.hourglass'), 'utf8');
  const project = JSON.parse(template) as Project;
  const training = { ...project.training, device: 'npu', epochs: 2 };
  await writeFile(file, JSON.stringify({ ...project, data: { ...project.data, limit: 600 }, training }));
  await studio.answerPath(file, () => start.openFile());
  await bar.show('Train');
  const note = train.side.getByRole('alert');
  await expect(note).toContainText('wants the device “npu”, which this computer does not have.');
  await bar.action('Train').click();
  await expect(note.filter({ hasText: 'This could not be done' })).toContainText(
    'One of these was expected: auto, cpu',
  );
  await train.side.getByRole('button', { name: 'Dismiss' }).click();
  await train.side.getByRole('button', { name: 'Use Automatic' }).click();
  await expect(note).toBeHidden();
  await bar.action('Train').click();
  await expect(train.ending).toContainText('Finished after 2 epochs');
  const device = train.side.locator('dl > div').filter({ hasText: 'Device' });
  await expect(device).toContainText('Processor (CPU)');
  await expect(device).toContainText(/The only one to choose from\.|The fastest for this network – .*images\/s/);
});

test('a stop before training has begun is honoured at once', async ({ start, bar, train }) => {
  await start.fromTemplate('LSTM rows');
  await bar.show('Train');
  await bar.action('Train').click();
  await expect(train.status).toHaveText(/^(Preparing|Measuring|Compiling)/);
  await bar.action('Stop').click();
  await expect(train.ending).toContainText('Stopped');
  await expect(bar.action('Train')).toBeEnabled();
});
