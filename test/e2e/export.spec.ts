/** Export: a trained network taken away, part by part; each export is proven before it is there. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { seriousFaultsOfThemes } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { ExportPage } from './pages/export.ts';

test('nothing trained yet', async ({ studio, start }) => {
  await start.fromTemplate('Fully connected');
  await studio.page.keyboard.press('ControlOrMeta+6');
  await expect(studio.page.getByRole('heading', { name: 'Nothing trained yet' })).toBeVisible();
});

test('a network is taken away, with proof', async ({ studio, explore }, info) => {
  const view = new ExportPage(studio);
  await explore.trainTemplate('variational-2', { epochs: 1 });
  await studio.page.getByRole('button', { name: 'Export what it has learned' }).click();
  await expect(view.side).toBeVisible();

  await test.step('its parts, and how large they become', async () => {
    await expect(view.side.getByRole('group', { name: 'Part' }).getByRole('radio')).toHaveCount(3);
    await expect(view.side).toContainText(/[\d,]+ weights, about [\d.]+ [kM]B/);
    await studio.page.screenshot({ path: info.outputPath('export-light.png') });
    expect(await seriousFaultsOfThemes(studio)).toEqual([]);
  });

  await test.step('the encoder as ONNX, proven on real samples, with words beside it', async () => {
    await view.choosePart('Encoder');
    const file = join(studio.dataFolder, 'encoder.onnx');
    await view.save(file);
    await expect(view.outcome).toContainText('encoder.onnx', { timeout: 60_000 });
    await expect(view.outcome).toContainText(/ONNX Runtime [\d.]+ on 16 of your own samples: .*difference/);
    expect((await stat(file)).size).toBeGreaterThan(10_000);
    expect(await readFile(join(studio.dataFolder, 'encoder.README.md'), 'utf8')).toContain('`log_variance`');
    const { input } = JSON.parse(await readFile(join(studio.dataFolder, 'encoder.preprocessing.json'), 'utf8')) as {
      input: { range: number[] };
    };
    expect(input.range).toEqual([0, 1]);
    await studio.page.emulateMedia({ colorScheme: 'dark' });
    await studio.page.screenshot({ path: info.outputPath('export-done-dark.png') });
    await studio.page.emulateMedia({ colorScheme: 'light' });
  });

  await test.step('the whole as a folder that TensorFlow reads', async () => {
    await view.chooseFormat('TensorFlow SavedModel');
    await expect(view.outcome).toBeHidden();
    await view.choosePart('Whole network');
    await view.save(studio.dataFolder);
    await expect(view.outcome).toContainText('TensorFlow SavedModel', { timeout: 60_000 });
    const name = await view.outcome.locator('strong').innerText();
    expect((await stat(join(studio.dataFolder, name, 'saved_model.pb'))).size).toBeGreaterThan(10_000);
  });

  await test.step('a run has its own way here', async () => {
    await studio.page.keyboard.press('ControlOrMeta+5');
    await studio.page.getByRole('button', { name: 'Export…' }).click();
    await view.chooseFormat('Model card');
    await expect(view.side.getByRole('group', { name: 'Part' })).toBeHidden();
    await view.save(join(studio.dataFolder, 'card.md'));
    await expect(view.outcome).toContainText('card.md', { timeout: 60_000 });
    expect(await readFile(join(studio.dataFolder, 'card.md'), 'utf8')).toContain('VAE with 2 latents');
  });

  await test.step('what cannot be written is said, and nothing is', async () => {
    await view.chooseFormat('ONNX');
    await view.choosePart('Decoder');
    await view.side.getByLabel('Pictures come as').selectOption('bytes');
    await expect(view.side.getByRole('status')).toContainText('Only parts that take pictures can take them as bytes.');
    await expect(view.side.getByRole('button', { name: /^Export as / })).toBeDisabled();
  });
});
