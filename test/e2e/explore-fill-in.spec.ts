/** Fill in: painted with the mouse and the keyboard, undone, filled again from files; with networks of three kinds. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './fixtures.ts';
import { FillInPage } from './pages/explore-fill-in.ts';

test('a hole is painted, filled, undone and kept', async ({ studio, explore }) => {
  const fill = new FillInPage(studio);
  const { page } = studio;
  await explore.trainTemplate('fully-connected');
  await explore.open('Fill in');

  await test.step('there is a hole to begin with, filled and judged', async () => {
    await fill.expectMissing('196 pixels, 25%');
    await expect(fill.filled).toBeVisible();
    await expect(fill.panel.getByText(/The network is .* the original/)).toBeVisible();
  });

  await test.step('painted with the mouse: the hole grows; taken away with its own undo', async () => {
    await fill.paint([0.05, 0.1], [0.05, 0.9]);
    await expect(fill.missing).not.toContainText('196 pixels');
    await expect(fill.kept).toHaveCount(2);
    await fill.surface.focus();
    await page.keyboard.press('ControlOrMeta+z');
    await fill.expectMissing('196 pixels');
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect(fill.missing).not.toContainText('196 pixels');
  });

  await test.step('without a hole it says what to do', async () => {
    await fill.button('Take the hole away').click();
    await expect(fill.panel.getByRole('heading', { name: 'No hole yet' })).toBeVisible();
  });

  await test.step('by keyboard: a rectangle moved, made larger, cut out; part of it given back', async () => {
    await fill.surface.focus();
    for (const key of ['ArrowUp', 'ArrowLeft', 'ArrowLeft', 'Shift+ArrowRight', 'Enter'])
      await page.keyboard.press(key);
    // 7 × 7 in the middle of 28 × 28; the first arrow shows it.
    await fill.expectMissing('56 pixels');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Delete');
    await expect(fill.missing).not.toContainText('56 pixels');
  });

  await test.step('ready-made holes, and another picture by its number', async () => {
    await fill.usePreset('Right half');
    await fill.expectMissing('392 pixels, 50%');
    const before = await fill.error('Mean picture');
    await fill.panel.getByRole('spinbutton', { name: 'Picture: sample number' }).fill('7');
    await expect(fill.surface).toHaveAccessibleName('Sample 7: paint a hole');
    await expect.poll(() => fill.error('Mean picture')).not.toBe(before);
  });

  await test.step('more steps go on from the fill, and settings are undone with the project', async () => {
    await fill.panel.getByRole('textbox', { name: 'Steps' }).fill('3');
    await expect(fill.panel.getByText(/(After|Settled after) 3 steps/)).toBeVisible();
    await fill.button('3 more steps').click();
    await expect(fill.panel.getByRole('status').filter({ hasText: /after \d steps?/i })).toBeVisible();
    await fill.panel.getByRole('heading', { name: 'Before' }).click();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(fill.panel.getByRole('textbox', { name: 'Steps' })).toHaveValue('20');
  });

  await test.step('a corrupt file is named, and nothing is lost; a whole one is filled', async () => {
    const [whole, cut] = [join(studio.dataFolder, 'shape.png'), join(studio.dataFolder, 'cut.png')];
    const disc = '<svg width="64" height="64"><circle cx="32" cy="32" r="22" fill="white"/></svg>';
    const bytes = await sharp(Buffer.from(disc)).flatten({ background: 'black' }).png().toBuffer();
    await writeFile(whole, bytes);
    await writeFile(cut, bytes.subarray(0, bytes.length / 3));
    studio.forgive(/400|422|cut\.png/);
    await studio.drop([cut]);
    await expect(page.getByText(/“cut.png” cannot be used/).first()).toBeVisible();
    await fill.expectMissing('392 pixels');
    await studio.drop([whole]);
    await expect(fill.surface).toHaveAccessibleName('shape.png: paint a hole');
    await fill.expectMissing('392 pixels');
  });

  await test.step('another panel and back: picture and hole are still there', async () => {
    await explore.open('Reconstruct');
    await explore.open('Fill in');
    await expect(fill.surface).toHaveAccessibleName('shape.png: paint a hole');
    await fill.expectMissing('392 pixels');
  });
});

test('a variational network draws several fills, and one that was trained with holes needs one pass', async ({
  studio,
  explore,
  start,
  bar,
}) => {
  const fill = new FillInPage(studio);
  /** What is dropped onto a page that is still being drawn is lost. */
  const goHome = async (): Promise<void> => {
    await bar.home.click();
    await expect(start.template('Fully connected')).toBeVisible();
    await expect(studio.page.getByText('50,992 weights').first()).toBeVisible();
  };
  await explore.trainTemplate('variational-2');
  await explore.open('Fill in');
  await expect(fill.panel.getByRole('radiogroup', { name: 'Fills' }).getByRole('radio')).toHaveCount(4, {
    // An explorer stands back behind whatever else the machine has to do, its first compilation too.
    timeout: 60_000,
  });
  await fill.panel.getByRole('radio', { name: /Fill 3/ }).check({ force: true });
  await expect(fill.panel.getByRole('radio', { name: /Fill 3/ })).toBeChecked();
  await goHome();
  await explore.trainTemplate('inpainter', { samples: 60, epochs: 1 });
  await explore.open('Fill in');
  await fill.expectMissing('196 pixels');
  await expect(fill.panel.getByText(/fills them in one pass/)).toBeVisible();
  await goHome();
  await explore.trainTemplate('classifier', { samples: 60, epochs: 1 });
  await explore.open('Fill in');
  await expect(fill.panel.getByRole('heading', { name: 'Nothing for Fill in here' })).toBeVisible();
});
