/** Blocks: a residual block put in, opened, changed everywhere, repeated, dissolved; and one made of a selection. */
import { expect, test } from './fixtures.ts';

test('a block is opened, changed and left, made and dissolved', async ({ studio, start, design, inspector }) => {
  const { page } = studio;
  const breadcrumb = page.getByRole('navigation', { name: 'Opened blocks' });

  await test.step('the residual block fits where it is put', async () => {
    await start.fromTemplate('Convolutional');
    await design.select('Conv2D 32');
    await design.addByKeyboard('block');
    await design.expectEdge('Conv2D 32', 'Block');
    await design.expectShape('Block', [14, 14, 32]);
    await expect(inspector.field('Layers')).toHaveValue('residual_32');
  });

  await test.step('a double click shows what it is made of', async () => {
    await design.node('Block').dblclick();
    await expect(breadcrumb).toHaveText(/Network\s*Residual block 32/);
    await design.expectEdge('Input', 'Add');
    await design.expectShape('Output', [14, 14, 32]);
    await design.select('Activation relu');
    await inspector.choose('Activation', 'ELU');
    await expect(design.node('Activation elu')).toBeVisible();
  });

  await test.step('Escape leads back, and the change stays', async () => {
    await design.canvas.focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(breadcrumb).toBeHidden();
    await expect(design.node('Block')).toHaveClass(/\bselected\b/);
    await inspector.fill('Repeat', '3');
    await expect(design.node('Block')).toHaveAccessibleName(/55,776 weights/);
    await design.node('Block').dblclick();
    await expect(design.node('Activation elu')).toBeVisible();
    await breadcrumb.getByRole('button', { name: 'Network' }).click();
    await expect(breadcrumb).toBeHidden();
  });

  await test.step('it dissolves into its layers, and undo brings it back', async () => {
    await design.select('Block');
    await page.keyboard.press('ControlOrMeta+Shift+G');
    await expect(design.node('Block')).toBeHidden();
    await expect(design.canvas).toBeFocused();
    // Only what is in view is drawn.
    await page.keyboard.press('1');
    await expect(design.node('Add · 3')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+Z');
    await expect(design.node('Block')).toBeVisible();
  });

  await test.step('a selection becomes a block', async () => {
    await design.select('Conv2D 32');
    await design.node('Block').click({ modifiers: ['Shift'] });
    await page.keyboard.press('ControlOrMeta+G');
    await expect(design.node('Conv2D 32')).toBeHidden();
    await design.expectEdge('Input', 'Block');
    await design.expectShape('Block', [14, 14, 32]);
    await design.node('Block').dblclick();
    await design.expectEdge('Conv2D 32', 'Block');
  });
});
