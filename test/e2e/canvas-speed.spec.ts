/** A canvas of 200 layers stays quick (task-figures.ts says how quick). */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { largeProject } from './large-project.ts';
import { failing, TaskFigures } from './task-figures.ts';
import { traceTasks } from './trace-tasks.ts';

test('dragging, typing and zooming on 200 layers', async ({ studio, start, design, inspector }, info) => {
  const { page } = studio;
  const { mouse } = page;
  const file = join(studio.dataFolder, 'Large.hourglass');
  await writeFile(file, largeProject());
  await studio.answerPath(file, () => start.openFile());
  await design.node('Input').waitFor();
  await design.tool('Zoom').click();
  await page.getByRole('menuitem', { name: 'Show the whole graph' }).click();
  await expect(design.nodes).toHaveCount(200);
  await expect(design.edges).toHaveCount(199);
  const canvas = (await design.canvas.boundingBox())!;
  const figures = new TaskFigures(page);
  const { trace } = figures;
  const middleOf = async (name: string): Promise<{ x: number; y: number }> => {
    const box = (await design.node(name).boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  await trace('zoom', async () => {
    await mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
    for (let turn = 0; turn < 12; turn++) await mouse.wheel(0, turn < 6 ? -120 : 120);
  });
  await trace('pan', async () => {
    const empty = { x: canvas.x + 20, y: canvas.y + 20 };
    await mouse.move(empty.x, empty.y);
    await mouse.down();
    await mouse.move(empty.x + 120, empty.y + 60, { steps: 20 });
    await mouse.move(empty.x, empty.y, { steps: 20 });
    await mouse.up();
  });
  await trace('drag a layer', async () => {
    const from = await middleOf('Conv2D 4 · 40');
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 90, from.y - 70, { steps: 40 });
    await mouse.up();
  });
  await expect(inspector.heading).toHaveText('Conv2D');
  await trace('type numbers and names', async () => {
    await inspector.field('Filters').fill('');
    await inspector.field('Filters').pressSequentially('128', { delay: 30 });
    await inspector.field('Strides').fill('');
    await inspector.field('Strides').pressSequentially('2 x 2', { delay: 30 });
    await inspector.field('Name').fill('');
    await inspector.field('Name').pressSequentially('The one in the middle', { delay: 10 });
    await inspector.field('Name').press('Enter');
  });
  await design.node('The one in the middle').waitFor();
  await trace('undo and redo', async () => {
    await design.canvas.focus();
    for (const key of ['z', 'z', 'z', 'y', 'y', 'y']) await page.keyboard.press(`Control+${key}`);
  });
  await trace('select many by a box', async () => {
    await page.keyboard.down('Shift');
    await mouse.move(canvas.x + 8, canvas.y + 8);
    await mouse.down();
    await mouse.move(canvas.x + canvas.width * 0.6, canvas.y + canvas.height * 0.75, { steps: 30 });
    await mouse.up();
    await page.keyboard.up('Shift');
  });
  await expect(inspector.heading).toHaveText(/^\d\d+ layers$/);
  await trace('drag many', async () => {
    const box = (await page.locator('.svelte-flow__node.selected').nth(30).boundingBox())!;
    await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await mouse.down();
    await mouse.move(box.x + 60, box.y + 40, { steps: 40 });
    await mouse.up();
  });

  await figures.report(info);
  // The measure itself: a task that is too long is seen.
  const tooLong = await traceTasks(page, async () => {
    await page.evaluate(() => {
      for (const end = performance.now() + 1000; performance.now() < end;);
    });
  });
  expect(tooLong.longest[0]?.cpu).toBeGreaterThan(failing);
  figures.expectShort({ atLeast: 21 });
});
