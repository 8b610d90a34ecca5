/** Every screen, light and dark: a picture of it, and no serious fault of accessibility on it. */
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { panels } from '#shared/explore/index.ts';
import { seriousFaults, themes, wear } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { ObjectiveChoice } from './pages/objective.ts';
import { largeProject } from './large-project.ts';

test(
  'every screen, light and dark',
  { tag: '@screens' },
  async ({ studio, start, bar, design, inspector, data, train, explore, runs }, info) => {
    test.slow();
    const { page } = studio;
    const folder = join(info.project.outputDir, 'screens', studio.host);
    let number = 0;
    const look = async (name: string): Promise<void> => {
      number++;
      // Without a tooltip that happens to be there.
      await page.mouse.move(2, 2);
      for (const theme of themes) {
        await wear(studio, theme);
        const path = join(folder, theme, `${String(number).padStart(2, '0')}-${name}.png`);
        await page.screenshot({ path, animations: 'disabled' });
        expect(await seriousFaults(studio), `faults of accessibility on ${name}, ${theme}`).toEqual([]);
      }
    };

    await expect(start.template('LSTM rows')).toBeVisible();
    // Their drawings come after them.
    await expect(page.getByText('50,992 weights').first()).toBeVisible();
    await look('start');
    await page.getByRole('searchbox', { name: 'Search templates' }).fill('gan');
    await look('templates-found');
    await page.getByRole('searchbox', { name: 'Search templates' }).fill('');
    await start.emptyCanvas();
    await look('empty-canvas');
    await bar.show('Runs');
    await expect(page.getByText('No runs yet')).toBeVisible();
    await look('no-runs');
    await bar.home.click();
    await start.fromTemplate('Convolutional');
    await look('design');
    const objective = new ObjectiveChoice(studio);
    await objective.button.click();
    await look('objectives');
    await objective.option('Adversarial autoencoder').click();
    await page.getByRole('button', { name: 'Tidy' }).first().click();
    await look('discriminator');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await objective.choose('Denoise');
    await page.keyboard.press('Control+z');
    await design.select('Conv2D 64');
    await look('layer');
    await design.select('Transpose 1');
    await inspector.fill('Strides', '3');
    await expect(design.tool('1 problem')).toBeVisible();
    await look('mismatch');
    await design.openProblem('Transpose 1');
    await look('problem');
    await page.keyboard.press('Escape');
    await design.tool('1 problem').click();
    await look('problems');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search commands' }).waitFor();
    await look('command-palette');
    await page.keyboard.press('Escape');
    await design.canvas.focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await look('shortcuts');
    await page.keyboard.press('Escape');
    await bar.show('Data');
    await expect(data.title).toHaveText('10,000 handwritten digits');
    await data.gallery.focus();
    await page.keyboard.press('ArrowRight');
    await data.waitForPictures();
    await look('data');
    await page.getByRole('form', { name: 'Split' }).scrollIntoViewIfNeeded();
    await page.getByRole('switch', { name: 'Train on some labels only' }).check({ force: true });
    await look('split');
    await page.getByRole('switch', { name: 'Train on some labels only' }).uncheck({ force: true });
    await page.getByRole('slider', { name: 'Rotate' }).fill('20');
    await page.getByRole('form', { name: 'Augmentation' }).scrollIntoViewIfNeeded();
    await look('augmentation');
    await page.getByRole('button', { name: 'No augmentation' }).click();
    await data.useOther('Public dataset…');
    await page.getByRole('dialog', { name: 'Public datasets' }).getByRole('listitem').nth(1).waitFor();
    await look('downloads');
    await page.keyboard.press('Escape');
    await data.useOnly(600);
    await bar.show('Train');
    await look('before-training');
    await train.set('Epochs', '2000');
    await bar.action('Train').click();
    await train.reachEpoch(4, 2000);
    await look('training');
    await bar.action('Stop').click();
    await expect(train.ending).toContainText(/Stopped after/);
    await look('trained');
    await train.side.getByRole('radio', { name: 'Settings' }).check({ force: true });
    await look('training-settings');
    await train.set('Epochs', '3');
    await bar.action('Train').click();
    await expect(train.ending).toContainText('Finished after 3 epochs');
    await bar.show('Runs');
    await runs.open('run 1');
    await look('run');
    await runs.compare('run 2');
    await look('runs-compared');
    for (const { title, kind } of Object.values(panels)) {
      await explore.open(title);
      // Some measure all of the data first.
      await expect(explore.panel(title).getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 });
      await look(`explore-${kind}`);
    }
    for (const [title, name] of [
      ['Denoise', 'denoised'],
      ['Variational', 'variational'],
      ['Adversarial autoencoder', 'rivals'],
      ['Adversarial (GAN)', 'generated'],
    ] as const) {
      await bar.show('Train');
      if (await train.side.getByRole('radio', { name: 'Settings' }).isVisible())
        await train.side.getByRole('radio', { name: 'Settings' }).check({ force: true });
      await objective.choose(title);
      await bar.action('Train').click();
      await train.finish(title, 3);
      await look(name);
      // Each starts from the plain autoencoder: the discriminator of a latent is none of pictures.
      await bar.show('Design');
      await design.canvas.focus();
      await page.keyboard.press('Control+z');
    }
    await bar.show('Runs');
    await look('runs-of-many-kinds');
    await bar.show('Design');
    if (studio.host === 'browser') {
      await page.keyboard.press('Control+s');
      await expect(page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true })).toBeEnabled();
      await look('save');
      await page.keyboard.press('Escape');
    }
    const large = join(studio.dataFolder, 'Large.hourglass');
    await writeFile(large, largeProject());
    await studio.answerPath(large, () => page.keyboard.press('Control+o'));
    await expect(design.edges).toHaveCount(199);
    await look('two-hundred-layers');
    await bar.home.click();
    await expect(start.heading).toBeVisible();
    await look('start-with-work');
  },
);
