/** Sequences from the template to the strip, and a person's own table of them: lines drawn, columns chosen, windows cut. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seriousFaultsOfThemes } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { ExplorePage } from './pages/explore.ts';
import { LatentMapPage } from './pages/explore-latent-map.ts';

test('the wave template trains, and its waves are drawn, gone between and made up', async ({
  studio,
  bar,
  explore,
}) => {
  await new ExplorePage(studio).trainTemplate('wave-anomaly', { samples: 200, epochs: 2 });
  const lines = studio.page.getByRole('img', { name: /original and reconstruction over 288 steps/ });
  await expect(lines.first()).toBeVisible();
  await expect(lines.first()).toHaveAccessibleName(/furthest apart at step \d+/);
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);

  await bar.show('Data');
  await expect(studio.page.getByRole('img', { name: /sequence over 288 steps/ }).first()).toBeVisible();
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);

  await explore.open('Interpolate');
  const way = studio.page.getByRole('region', { name: 'Interpolate', exact: true });
  const between = way.getByRole('region', { name: 'Between them' }).getByRole('img').locator('path').last();
  const half = await between.getAttribute('d');
  await way.getByRole('slider', { name: 'Way' }).fill('1');
  await expect(between).not.toHaveAttribute('d', half!);
  await expect(way.getByRole('img', { name: /% of the way: / })).toHaveCount(9);
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);
  await explore.open('Sample');
  const drawn = studio.page.getByRole('img', { name: /^Sequence \d+: / });
  await expect(drawn).toHaveCount(36);
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);
  await explore.open('Latent map');
  const map = new LatentMapPage(studio);
  await expect(map.summary).toContainText('200 samples');
  const middle = await map.at(0.5, 0.5);
  await studio.page.mouse.click(middle.x, middle.y);
  await expect(studio.page.getByRole('img', { name: /^Decoded at the mark: / })).toBeVisible();
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
