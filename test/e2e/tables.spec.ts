/** A person's own table: dropped, a column's type put right, trained on, a cell guessed, the filled table taken away. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seriousFaultsOfThemes } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { savedText } from './saved.ts';

const towns = ['Ulm', 'Kiel', 'Trier'];

/** Everything follows from the town and the grade, which is written as a number; every ninth cell of “wet” is missing. */
function table(): string {
  const rows = Array.from({ length: 180 }, (_, row) => {
    const [town, grade] = [row % 3, 1 + ((row >> 2) % 3)];
    const numbers = [town * 2 + grade, grade * 10 - town, town + 0.5, grade / 4].map(
      (value, at) => value + Math.sin(row * (at + 1)) / 20,
    );
    const wet = row % 9 === 4 ? '' : town === 1 ? 'yes' : 'no';
    return [towns[town], grade, ...numbers.map((value) => value.toFixed(3)), wet].join(',');
  });
  return ['town,grade,a,b,c,d,wet', ...rows, 'Ulm,1,2'].join('\n');
}

test('a table is dropped, corrected, learned from and filled in', async ({ studio, start, bar, explore }) => {
  const { page } = studio;
  const file = join(studio.dataFolder, 'towns.csv');
  await writeFile(file, table());
  await start.fromTemplate('Table with missing values');
  await bar.show('Data');
  await studio.drop([file]);
  const side = page.getByRole('complementary', { name: 'Preparation and statistics' });
  const rows = page.getByRole('region', { name: 'Rows', exact: true });
  await expect(rows.getByRole('cell', { name: 'Trier' }).first()).toBeVisible();
  await expect(side.getByText('line 182')).toBeVisible();

  await side.locator('summary', { hasText: 'grade' }).click();
  await side.getByLabel('Type of grade').selectOption({ label: 'Category' });
  await expect(rows.getByRole('columnheader', { name: /grade.*category/ })).toBeVisible();
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);

  await page.keyboard.press('ControlOrMeta+Enter');
  const training = page.getByRole('complementary', { name: 'Training' });
  await expect(training.getByText(/Finished after 300 epoch/)).toBeVisible({ timeout: 120_000 });
  await explore.open('Fill in');
  await page.getByRole('button', { name: 'Blank “wet”' }).click();
  const wet = page.getByRole('row', { name: /wet/ });
  await expect(wet).toContainText('no');
  expect(await seriousFaultsOfThemes(studio)).toEqual([]);

  const filled = await savedText(studio, () => page.getByRole('button', { name: 'Export the filled table…' }).click());
  const lines = filled.trim().split(/\r?\n/).slice(1, 181);
  expect(lines).toHaveLength(180);
  expect(lines.filter((line) => line.endsWith(','))).toEqual([]);
  // Known cells stay as they were.
  expect(lines[1]!.startsWith('Kiel,1,')).toBe(true);
  const right = lines.filter((line, row) => line.endsWith(row % 3 === 1 ? 'yes' : 'no'));
  expect(right.length).toBeGreaterThan(170);
});
