/** Explore as a whole: before there is anything, with a run, on a newer checkpoint, and when the checkpoint is gone. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

test('a trained network opens in Explore, and what is missing is said in words', async ({ studio, start, explore }) => {
  await test.step('nothing trained yet: says what comes here, and how', async () => {
    await start.emptyCanvas();
    await studio.page.keyboard.press('ControlOrMeta+4');
    await expect(studio.page.getByRole('heading', { name: 'Nothing trained yet' })).toBeVisible();
    await expect(studio.page.getByRole('button', { name: 'Go to Train' })).toBeVisible();
  });

  await test.step('a run opens by itself, its best epoch first', async () => {
    await explore.trainTemplate('fully-connected');
    await explore.open('Reconstruct');
    await expect(explore.status).toContainText('After epoch 2 · 300 handwritten digits');
  });

  await test.step('a panel that this network has nothing for says why', async () => {
    await explore.open('Latent map');
    await expect(explore.failure).toHaveCount(0);
  });

  await test.step('a checkpoint that is gone is named, and nothing else is lost', async () => {
    const runs = join(studio.dataFolder, 'runs');
    const [run] = await readdir(runs);
    await rm(join(runs, run!, 'checkpoints', 'best.safetensors'));
    await explore.open('Reconstruct');
    await studio.page.getByRole('radio', { name: 'Newest' }).check({ force: true });
    await expect(explore.status).toContainText('After epoch 2');
    await studio.page.getByRole('radio', { name: 'Best epoch' }).check({ force: true });
    await expect(explore.failure).toContainText('best.safetensors');
    await studio.page.getByRole('radio', { name: 'Newest' }).check({ force: true });
    await expect(explore.status).toContainText('After epoch 2');
  });
});
