/** Text, in both hosts: funny text is trained for a moment and goes on from what it is given; letters are compared. */
import { seriousFaultsOfThemes } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { TextPage } from './pages/explore-text.ts';

test('funny text: trained for a moment, it goes on from what it is given', async ({ studio, explore }) => {
  const { page } = studio;
  const text = new TextPage(studio);
  await explore.trainTemplate('funny-text', { samples: 400, epochs: 2, batchSize: 32 });

  await test.step('the strip shows text, and what is wrong not by colour alone', async () => {
    const strip = page.getByRole('group', { name: /samples after epoch/ });
    await expect(strip.getByText(/of \d+ wrong/).first()).toBeAttached();
    expect(await seriousFaultsOfThemes(studio)).toEqual([]);
  });

  await explore.open('Text');
  await test.step('it goes on; the same seed writes the same, another temperature something else', async () => {
    await text.goOnFrom('It is a truth ');
    await expect(text.written).toHaveCount(200);
    const first = await text.written.allTextContents();
    await text.goOnFrom('It is a truth ');
    await expect.poll(() => text.written.allTextContents()).toEqual(first);
    await text.write.getByLabel('Temperature').fill('1.5');
    await text.goOnFrom('It is a truth ');
    await expect.poll(() => text.written.allTextContents()).not.toEqual(first);
  });

  await test.step('each letter tells its doubts', async () => {
    await text.written.first().click();
    await expect(text.write.getByRole('region', { name: 'What was likely' }).getByRole('listitem')).toHaveCount(5);
  });

  await test.step('letters that are alike', async () => {
    await text.words.getByLabel('Words like').fill('a');
    await expect(text.words.getByRole('list', { name: 'Nearest' }).getByRole('listitem')).toHaveCount(10);
    expect(await seriousFaultsOfThemes(studio)).toEqual([]);
    await page.screenshot({ path: test.info().outputPath('text.png') });
  });
});
