/** Whatever ends in the middle — the studio, the trainer, a file — nothing that was kept is lost, and it is said in words. */
import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { root } from './hosts/opening.ts';

const template = join(root, 'resources/templates/convolutional.hourglass');

test('edits that were never saved are there after a kill', async ({ studio, start, bar, design, inspector }) => {
  await start.fromTemplate('Convolutional');
  await bar.rename('Kept work');
  await design.select('Conv2D 64');
  await inspector.fill('Filters', '48');
  await design.expectShape('Latent', [7, 7, 48]);
  await expect(bar.state).toHaveText('unsaved changes kept');
  const before = await design.layers();

  await studio.kill();
  await studio.open();
  await expect(start.offer('Kept work')).toBeVisible();
  await start.recover();
  await design.expectShape('Latent', [7, 7, 48]);
  expect(await design.layers()).toEqual(before);
  await expect(bar.name).toHaveValue('Kept work');
});

test('edits on a saved file are there after a kill, and the file is as it was saved', async ({
  studio,
  start,
  bar,
  design,
  inspector,
}) => {
  const file = join(studio.dataFolder, 'Saved.hourglass');
  await start.fromTemplate('Convolutional');
  await bar.rename('Saved');
  await studio.answerPath(file, () => studio.page.keyboard.press('Control+s'));
  await expect(bar.state).toHaveText('saved');
  const saved = await readFile(file, 'utf8');
  await design.select('Conv2D 64');
  await inspector.fill('Filters', '40');
  await expect(bar.state).toHaveText('unsaved changes kept');

  await studio.kill();
  expect(await readFile(file, 'utf8')).toBe(saved);
  await studio.open();
  // The file from the recent list brings the newer work with it.
  await start.recent('Saved').click();
  await design.expectShape('Latent', [7, 7, 40]);
  await expect(bar.state).toHaveText('unsaved changes kept');
  await studio.page.keyboard.press('Control+s');
  await expect(bar.state).toHaveText('saved');
  expect(await readFile(file, 'utf8')).not.toBe(saved);
});

test('work that is given up on purpose is gone', async ({ studio, start, bar, design, inspector }) => {
  await start.fromTemplate('Convolutional');
  await bar.rename('Given up');
  await design.select('Conv2D 64');
  await inspector.fill('Filters', '48');
  await expect(bar.state).toHaveText('unsaved changes kept');
  await bar.home.click();
  await expect(start.offer('Given up')).toBeVisible();
  await start.discard();
  await expect(start.offer('Given up')).toBeHidden();
  await studio.kill();
  await studio.open();
  await expect(start.template('Convolutional')).toBeVisible();
  await expect(start.offer('Given up')).toBeHidden();
});

test('a broken project file is refused in words, and nothing is half-opened', async ({
  studio,
  start,
  design,
  toasts,
}) => {
  const whole = await readFile(template, 'utf8');
  const files = {
    'cut off': whole.slice(0, whole.length / 2),
    'not a project': '{"name": "something else"}',
    'unknown layer': whole.replace('"kind": "conv2d"', '"kind": "conv9d"'),
    'from the future': whole.replace(/"version": \d+/, '"version": 999'),
    'impossible filters': whole.replace('"filters": 64', '"filters": -64'),
    'loose end': whole.replace(/"source": "latent_1"/, '"source": "latent_9"'),
    'an image': await readFile(join(root, 'resources/icon.png'), 'latin1'),
  };
  for (const [name, text] of Object.entries(files)) {
    expect(text, `the file “${name}” differs from the good one`).not.toBe(whole);
    const path = join(studio.dataFolder, `${name}.hourglass`);
    await writeFile(path, text);
    await studio.answerPath(path, () => start.openFile());
    const note = toasts.error('The project could not be opened');
    await expect(note).toContainText(`${name}.hourglass`);
    // Received, expected, what to do.
    expect((await note.innerText()).split(/[.!?](?:\s|$)/).length).toBeGreaterThan(3);
    await expect(start.heading).toBeVisible();
    await expect(design.canvas).toBeHidden();
    await toasts.dismiss(note);
    expect(await readFile(path, 'utf8')).toBe(text);
  }
  // A refusal leaves an open project alone, too.
  await start.fromTemplate('Convolutional');
  const before = await design.layers();
  await studio.answerPath(join(studio.dataFolder, 'cut off.hourglass'), () => studio.page.keyboard.press('Control+o'));
  await expect(toasts.error('The project could not be opened')).toBeVisible();
  expect(await design.layers()).toEqual(before);
});

test('a killed trainer is an ordinary ending with words, and Continue goes on', async ({
  studio,
  start,
  bar,
  data,
  train,
}) => {
  await start.fromTemplate('Fully connected');
  await bar.show('Data');
  await data.useOnly(600);
  await bar.show('Train');
  await train.set('Epochs', '3000');
  await bar.action('Train').click();
  await train.reachEpoch(3, 3000);
  const [trainer, ...others] = await studio.trainers();
  expect(others).toEqual([]);
  process.kill(trainer!, 'SIGKILL');
  await expect(train.ending).toContainText(/The trainer process went away after epoch [\d,]+/);
  await expect(train.status).toHaveText(/^Crashed/);
  // The studio lives: it can be designed and looked at.
  await bar.show('Design');
  await bar.show('Train');
  const epochs = Number(/after epoch ([\d,]+)/.exec(await train.ending.innerText())![1]!.replaceAll(',', ''));
  await bar.action('Continue').click();
  await expect(train.status).toHaveText(/^Running on /);
  await train.reachEpoch(epochs + 1, 3000);
  await bar.action('Stop').click();
  await expect(train.ending).toContainText(/Stopped after [\d,]+ epochs?/);
  await expect.poll(() => studio.trainers(), { message: 'the trainer stays after its run' }).toEqual([]);
});

test('a studio killed in the middle of training leaves no trainer behind, and the run can go on', async ({
  studio,
  start,
  bar,
  data,
  train,
}) => {
  await start.fromTemplate('Fully connected');
  await bar.rename('Interrupted');
  await bar.show('Data');
  await data.useOnly(600);
  await bar.show('Train');
  await train.set('Epochs', '3000');
  await studio.answerPath(join(studio.dataFolder, 'Interrupted.hourglass'), () =>
    studio.page.keyboard.press('Control+s'),
  );
  await expect(bar.state).toHaveText('saved');
  await bar.action('Train').click();
  await train.reachEpoch(3, 3000);
  const [trainer] = await studio.trainers();
  await studio.kill();
  await expect.poll(() => isAlive(trainer!), { message: 'the trainer outlives its studio' }).toBe(false);

  await studio.open();
  await start.recent('Interrupted').click();
  await bar.show('Train');
  await expect(train.status).toHaveText(/^Crashed/);
  const losses = await train.losses();
  expect(losses.length).toBeGreaterThan(1);
  await bar.action('Continue').click();
  await train.reachEpoch(losses.length + 1, 3000);
  await bar.action('Stop').click();
  await expect(train.ending).toContainText(/Stopped after [\d,]+ epochs?/);
});

test('no temporary file is left behind', async ({ studio, start, bar, design }) => {
  const file = join(studio.dataFolder, 'Clean.hourglass');
  await copyFile(template, file);
  await studio.drop([file]);
  await design.node('Input').waitFor();
  await design.select('Conv2D 64');
  await studio.page.keyboard.press('Shift+ArrowDown');
  await expect(bar.state).toHaveText('unsaved changes kept');
  await studio.close();
  await studio.open();
  await expect(start.heading).toBeVisible();
  const all = await readdir(studio.dataFolder, { recursive: true });
  expect(all.filter((name) => /\.(tmp|part)$|~$/.test(name))).toEqual([]);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
