/** Models from files: dropped or opened, said what came over and what did not, and then a project like any other. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seriousFaultsOfThemes } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { ExportPage } from './pages/export.ts';

test('models come in as Keras and as ONNX, and are looked into', async ({
  studio,
  explore,
  bar,
  design,
  toasts,
}, info) => {
  const { page } = studio;
  const dialog = page.getByRole('dialog', { name: /is imported$/ });
  const [whole, encoder] = [join(studio.dataFolder, 'whole.keras'), join(studio.dataFolder, 'encoder.onnx')];

  await test.step('taken away, straight from Explore', async () => {
    const view = new ExportPage(studio);
    await explore.trainTemplate('variational-2', { epochs: 1 });
    await explore.open('Reconstruct');
    await page.getByRole('button', { name: 'Take away…' }).click();
    await view.choosePart('Encoder');
    await view.save(encoder);
    await expect(view.outcome).toContainText('encoder.onnx', { timeout: 60_000 });
    await view.chooseFormat('Keras');
    await view.choosePart('Whole network');
    await view.save(whole);
    await expect(view.outcome).toContainText('whole.keras', { timeout: 60_000 });
    await bar.home.click();
  });

  await test.step('a Keras archive is dropped: everything has its like', async () => {
    await studio.drop([whole]);
    await expect(dialog).toContainText('Keras archive', { timeout: 60_000 });
    await expect(dialog).toContainText('Everything in the file has its like here.');
    expect(await seriousFaultsOfThemes(studio)).toEqual([]);
    await dialog.getByRole('button', { name: 'Explore it' }).click();
    await expect(explore.status).toContainText('After epoch 0');
    await explore.open('Reconstruct');
    await expect(page.getByRole('img', { name: /reconstruct/i }).first()).toBeVisible({ timeout: 60_000 });
    await page.screenshot({ path: info.outputPath('imported-explored.png') });
  });

  await test.step('an ONNX file is opened: what is not as it was is said', async () => {
    await bar.home.click();
    await studio.answerPath(encoder, () => page.getByRole('button', { name: 'Open…' }).click());
    await expect(dialog).toContainText('ONNX', { timeout: 60_000 });
    await expect(dialog).toContainText('It has 2 outputs');
    await page.screenshot({ path: info.outputPath('imported-light.png') });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: info.outputPath('imported-dark.png') });
    await page.emulateMedia({ colorScheme: 'light' });
    await dialog.getByRole('button', { name: 'Design' }).click();
    expect((await design.layers()).length).toBeGreaterThan(6);
    await page.screenshot({ path: info.outputPath('imported-design.png') });
    await bar.show('Runs');
    await page.screenshot({ path: info.outputPath('imported-runs.png') });
  });

  await test.step('a broken one is refused by name, and what is open stays', async () => {
    await bar.show('Design');
    const before = await design.layers();
    const broken = join(studio.dataFolder, 'broken.onnx');
    await writeFile(broken, 'no model at all');
    await studio.drop([broken]);
    await expect(toasts.error('The model could not be imported')).toContainText('it is damaged, or no ONNX file');
    expect(await design.layers()).toEqual(before);
  });
});
