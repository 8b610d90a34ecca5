/** Sequences from the template to the strip, and a person's own table of them: lines drawn, columns chosen, windows cut. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seriousFaultsOfThemes } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { ExplorePage } from './pages/explore.ts';

test('the wave template trains, and its strip draws waves and what became of them', async ({ studio, bar }) => {
  await new ExplorePage(studio).trainTemplate('wave-anomaly', { samples: 200, epochs: 2 });
  const lines = studio.page.getByRole('img', { name: /original and reconstruction over 288 steps/ });
  await expect(lines.first()).toBeVisible();
  await expect(lines.first()).toHaveAccessibleName(/furthest apart at step \d+/);
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);

  await bar.show('Data');
  await expect(studio.page.getByRole('img', { name: /sequence over 288 steps/ }).first()).toBeVisible();
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);
});

test('a dropped table becomes sequences by its columns; what is short is filled up', async ({ studio, start, bar }) => {
  const rows = ['when,machine,heat,noise'];
  for (const machine of ['a', 'b', 'c'])
    for (let step = 0; step < 50; step += 1)
      rows.push(`${step},${machine},${(20 + 5 * Math.sin(step / 4)).toFixed(3)},${(step % 7) / 7}`);
  const file = join(studio.dataFolder, 'machines.csv');
  await writeFile(file, [...rows, 'x,a,hot,1'].join('\n'));
  await start.fromTemplate('LSTM on waves');
  await bar.show('Data');
  await studio.drop([file]);
  const side = studio.page.getByRole('complementary', { name: 'Preparation and statistics' });
  await side.getByLabel('Time').selectOption('when');
  await side.getByLabel('Sequence', { exact: true }).selectOption('machine');
  await expect(side.getByRole('checkbox', { name: 'heat' })).toBeChecked();
  const lines = studio.page.getByRole('img', { name: /sequence over 48 steps, of which 46 are padding/ });
  await expect(lines.first()).toBeVisible();
  await expect(side.getByText('machines.csv, line 152')).toBeVisible();
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);
});
