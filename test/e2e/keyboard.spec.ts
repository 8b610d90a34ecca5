/** Everything without a mouse: from the start page to a trained, saved network. */
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { tabTo } from './tab-to.ts';

test('design, save and train by keyboard alone', async ({ studio, start, bar, design, inspector, data, train }) => {
  const { page } = studio;
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement!.getAttribute('aria-label'));
  const type = (text: string): Promise<void> => page.keyboard.type(text);

  await test.step('open a template', async () => {
    await tabTo(page, start.template('Convolutional'));
    await press('Enter');
    await design.node('Input').waitFor();
  });

  await test.step('walk the graph', async () => {
    await tabTo(page, design.node('Input'));
    await press('Enter');
    await expect(inspector.heading).toHaveText('Input');
    await press('Alt+ArrowRight');
    await expect(design.node('Conv2D 32')).toBeFocused();
    await press('Alt+ArrowRight');
    await expect(design.node('Conv2D 64')).toBeFocused();
    await expect(inspector.heading).toHaveText('Conv2D');
  });

  await test.step('add layers: at the canvas, and from the palette', async () => {
    await press('/');
    await type('dropout');
    await press('Enter');
    await design.expectEdge('Conv2D 64', 'Dropout');
    await design.expectEdge('Dropout', 'Latent');
    // The keyboard goes along, so that one can go on.
    await expect(design.node('Dropout')).toBeFocused();
    await tabTo(page, design.search);
    await type('batch');
    await press('Enter');
    await design.expectEdge('Dropout', 'Batch normalization');
    await press('Escape');
    await expect(design.search).toHaveValue('');
  });

  await test.step('move, rename, delete, undo, redo', async () => {
    await tabTo(page, design.node('Batch normalization'));
    const placeOf = async (name: string): Promise<string> =>
      (await design.layers()).find((layer) => layer.startsWith(`${name}, `))!.split(' at ')[1]!;
    const before = await placeOf('Batch normalization');
    await press('ArrowDown');
    await press('ArrowRight');
    expect(await placeOf('Batch normalization')).not.toBe(before);
    await press('F2');
    await type('Steady');
    await press('Enter');
    await expect(design.node('Steady')).toBeFocused();
    await press('Delete');
    await expect(design.node('Steady')).toBeHidden();
    await design.expectEdge('Dropout', 'Latent');
    await expect(design.canvas).toBeFocused();
    await press('Control+z');
    await design.expectEdge('Steady', 'Latent');
    await press('Control+y');
    await expect(design.node('Steady')).toBeHidden();
  });

  await test.step('connect', async () => {
    // With nothing selected, a new layer stands by itself.
    await press('/');
    await type('gaussian');
    await press('Enter');
    await expect(design.node('Gaussian noise')).toBeFocused();
    await expect(design.tool('1 warning')).toBeVisible();
    await press('c');
    await type('output');
    await press('Enter');
    await design.expectEdge('Gaussian noise', 'Output');
    await press('Control+z');
    await expect(design.edge('Gaussian noise', 'Output')).toHaveCount(0);
    await expect(design.node('Gaussian noise')).toBeFocused();
    await press('Delete');
    await expect(design.node('Gaussian noise')).toBeHidden();
  });

  await test.step('break a setting, go to the problem, fix it', async () => {
    await tabTo(page, design.node('Input'));
    await press('Enter');
    while (!(await design.isSelected('Transpose 1'))) {
      const before = await focused();
      await press('Alt+ArrowRight');
      await expect.poll(focused).not.toBe(before);
    }
    await tabTo(page, inspector.field('Strides'));
    await press('Control+a');
    await type('3');
    await expect(design.tool('1 problem')).toBeVisible();
    await press('F8');
    await expect(design.problem).toBeVisible();
    await expect(design.fixes.first()).toBeFocused();
    await press('Enter');
    await expect(design.problem).toBeHidden();
    await expect(design.tool('No problems')).toBeVisible();
    await expect(design.node('Transpose 1')).toBeFocused();
  });

  await test.step('command palette and shortcuts', async () => {
    await press('Control+k');
    const search = page.getByRole('combobox', { name: 'Search commands' });
    await expect(search).toBeFocused();
    await type('tidy');
    await press('Enter');
    await expect(search).toBeHidden();
    await press('Control+k');
    await type('dark');
    await press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet).toBeVisible();
    await press('Escape');
    await expect(sheet).toBeHidden();
  });

  await test.step('rename and save', async () => {
    await tabTo(page, bar.name);
    await press('Control+a');
    await type('By hand');
    await press('Enter');
    if (studio.host === 'desktop') {
      await studio.answerPath(join(studio.dataFolder, 'By hand.hourglass'), () => press('Control+s'));
    } else {
      await press('Control+s');
      const name = page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true });
      await expect(name).toBeFocused();
      await expect(name).toHaveValue('By hand.hourglass');
      await expect(page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true })).toBeEnabled();
      await press('Enter');
    }
    await expect(bar.state).toHaveText('saved');
  });

  await test.step('prepare a part of the data and train', async () => {
    await press('Control+2');
    await expect(data.title).toHaveText('10,000 handwritten digits');
    await tabTo(page, data.preparation.getByRole('switch', { name: 'Use only some images' }));
    await press('Space');
    await tabTo(page, data.preparation.getByLabel('At most', { exact: true }));
    await press('Control+a');
    await type('300');
    await press('Enter');
    await data.expectPrepared('300 ');
    await press('Control+3');
    await tabTo(page, train.setting('Epochs'));
    await press('Control+a');
    await type('4000');
    await press('Enter');
    await press('Control+Enter');
    await train.reachEpoch(2, 4000);
    await press('Control+.');
    await expect(train.ending).toContainText(/Stopped after [\d,]+ epochs?/);
    await tabTo(page, train.scrubber);
    await press('Home');
    await expect(train.strip('before training')).toBeVisible();
  });

  await test.step('go through the runs, and back to the start', async () => {
    await press('Control+5');
    await tabTo(page, page.getByRole('button', { name: 'run 1', exact: true }));
    await press('Enter');
    await press('Control+w');
    await expect(start.heading).toBeVisible();
    await tabTo(page, start.recent('By hand'));
  });
});
