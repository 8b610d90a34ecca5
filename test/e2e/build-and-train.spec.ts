/** The whole path, once: an empty canvas, a network that fits, a training, a kill, and everything is there again. */
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { contrastOf, differenceOf, pictureOf } from './pictures.ts';

test('from an empty canvas to a trained autoencoder, and back after a kill', async ({
  studio,
  start,
  bar,
  design,
  inspector,
  data,
  train,
  runs,
}) => {
  const press = (key: string): Promise<void> => studio.page.keyboard.press(key);
  const file = join(studio.dataFolder, 'Digits in a kilobyte.hourglass');

  await test.step('draw the encoder, by mouse', async () => {
    await start.emptyCanvas();
    await design.dragIn('Input', { x: 120, y: 160 });
    await design.expectShape('Input', [28, 28, 1]);
    await design.dragIn('Conv2D', { x: 400, y: 160 });
    await design.connectByMouse('Input', 'Conv2D 32');
    await inspector.fill('Strides', '2');
    await inspector.choose('Padding', 'Same');
    await inspector.choose('Activation', 'ReLU');
    await design.expectShape('Conv2D 32', [14, 14, 32]);
  });

  await test.step('go on by keyboard', async () => {
    await design.addByKeyboard('conv2d');
    await inspector.fill('Filters', '64');
    await inspector.fill('Strides', '2 x 2');
    await inspector.choose('Padding', 'Same');
    await inspector.choose('Activation', 'ReLU');
    await design.expectShape('Conv2D 64', [7, 7, 64]);
    await design.addByKeyboard('bottleneck');
    await design.expectShape('Latent', [7, 7, 64]);
    await design.expectEdge('Conv2D 64', 'Latent');
  });

  await test.step('draw a decoder by hand', async () => {
    for (const filters of ['32', '1']) {
      await design.addByKeyboard('conv2d transpose');
      await inspector.fill('Filters', filters);
      await inspector.fill('Strides', '2');
      await inspector.choose('Padding', 'Same');
      await inspector.choose('Activation', filters === '1' ? 'Sigmoid' : 'ReLU');
    }
    await design.expectShape('Transpose 1', [28, 28, 1]);
    await design.dragIn('Output', { x: 760, y: 40 });
    await design.connectByKeyboard('Transpose 1', 'Output');
    await design.expectShape('Output', [28, 28, 1]);
    await expect(design.tool('No problems')).toBeVisible();
  });

  await test.step('break it: 28 → 14 → 7 → 4 goes up again to 32', async () => {
    await design.dragOnto('Conv2D', design.edge('Conv2D 64', 'Latent'));
    await inspector.fill('Filters', '128');
    await inspector.fill('Strides', '2');
    await inspector.choose('Padding', 'Same');
    await design.expectShape('Latent', [4, 4, 128]);
    await design.dragOnto('Conv2D transpose', design.edge('Latent', 'Transpose 32'));
    await inspector.fill('Filters', '64');
    await inspector.fill('Strides', '2');
    await inspector.choose('Padding', 'Same');
    await design.expectShape('Output', [32, 32, 1]);
    await expect(bar.action('Train')).toBeVisible();
  });

  await test.step('see what is wrong, in words, and what a fix would change', async () => {
    await design.openProblem('Transpose 64');
    await expect(design.problem).toHaveAccessibleName('The decoder does not give back what came in');
    await expect(design.problem).toContainText(/Output is 32\s*×\s*32\s*×\s*1; the input is 28\s*×\s*28\s*×\s*1/);
    await expect(design.problem).toContainText('7 halves to 4, and 4 doubles to 8');
    expect(await design.fixes.count()).toBeGreaterThan(1);
    const fix = design.fixes.first();
    await expect(fix).toContainText(/crop 1/);
    await fix.hover();
    // The canvas shows the outcome before anything is changed.
    await design.expectShape('Transpose 64', [7, 7, 64]);
    await expect(bar.state).not.toHaveText('saved');
    await studio.page.mouse.move(4, 4);
    await design.expectShape('Transpose 64', [8, 8, 64]);
  });

  await test.step('apply the fix, undo it, redo it', async () => {
    await design.fixes.first().click();
    await design.expectShape('Output', [28, 28, 1]);
    await expect(design.tool('No problems')).toBeVisible();
    await press('Control+z');
    await design.expectShape('Output', [32, 32, 1]);
    await expect(design.tool('1 problem')).toBeVisible();
    await press('Control+Shift+z');
    await design.expectShape('Output', [28, 28, 1]);
    await expect(design.tool('No problems')).toBeVisible();
  });

  await test.step('let Mirror build the decoder instead', async () => {
    await design.select('Conv2D 128');
    await press('Delete');
    await design.expectEdge('Conv2D 64', 'Latent');
    await design.tool('Mirror encoder').click();
    await design.expectShape('Output', [28, 28, 1]);
    await expect(design.tool('No problems')).toBeVisible();
    expect(await design.connections()).toEqual([
      'From Conv2D 32 to Conv2D 64',
      'From Conv2D 64 to Latent',
      'From Input to Conv2D 32',
      'From Latent to Transpose 32',
      'From Transpose 1 to Output',
      'From Transpose 32 to Transpose 1',
    ]);
  });

  await test.step('train on a part of the digits for two epochs', async () => {
    await bar.show('Data');
    await expect(data.title).toHaveText('10,000 handwritten digits');
    await data.useOnly(600);
    await bar.show('Train');
    await train.set('Epochs', '2');
    await train.set('Batch size', '20');
    await bar.action('Train').click();
    await expect(train.ending).toContainText('Finished after 2 epochs');
    await expect(train.figure('epoch')).toHaveText('2 / 2');
    const [first, second] = await train.losses();
    expect(second?.loss).toBeLessThan(first!.loss);
    expect(second?.validationLoss).toBeLessThan(first!.validationLoss);
  });

  await test.step('see the strip filled, and that it has learnt', async () => {
    await expect(train.strip('epoch 2')).toBeVisible();
    const original = await pictureOf(train.row('original'));
    const learnt = await pictureOf(train.row('reconstruction'));
    expect(contrastOf(original)).toBeGreaterThan(20);
    expect(contrastOf(learnt)).toBeGreaterThan(20);
    await train.scrubber.fill('0');
    await expect(train.strip('before training')).toBeVisible();
    // The old row stays until the new one is decoded.
    await expect
      .poll(async () => differenceOf(await pictureOf(train.row('reconstruction')), learnt))
      .toBeGreaterThan(10);
    const untrained = await pictureOf(train.row('reconstruction'));
    expect(differenceOf(learnt, original)).toBeLessThan(differenceOf(untrained, original) / 2);
  });

  await test.step('pause, resume and stop a longer run', async () => {
    await train.side.getByRole('radio', { name: 'Settings' }).check({ force: true });
    await train.set('Epochs', '5000');
    await bar.action('Train').click();
    await train.reachEpoch(2, 5000);
    await bar.action('Pause').click();
    await expect(train.status).toHaveText(/^Paused on /);
    const [paused] = (await train.figure('epoch').innerText()).split(' / ');
    await bar.action('Resume').click();
    await expect(train.status).toHaveText(/^Running on /);
    await train.reachEpoch(Number(paused) + 1, 5000);
    await bar.action('Stop').click();
    await expect(train.ending).toContainText(/Stopped after [\d,]+ epochs?/);
    await expect(bar.action('Train')).toBeEnabled();
  });

  await test.step('save', async () => {
    await bar.rename('Digits in a kilobyte');
    await studio.answerPath(file, () => press('Control+s'));
    await expect(bar.state).toHaveText('saved');
  });

  const saved = await test.step('edit without saving', async () => {
    await bar.show('Design');
    await design.select('Conv2D 64');
    await press('F2');
    await studio.page.keyboard.type('Squeeze');
    await press('Enter');
    await press('Shift+ArrowDown');
    await expect(bar.state).toHaveText('unsaved changes kept');
    return { layers: await design.layers(), connections: await design.connections() };
  });

  await test.step('kill it, open it again: all is there', async () => {
    await studio.kill();
    await studio.open();
    await expect(start.offer('Digits in a kilobyte')).toBeVisible();
    await expect(start.recent('Digits in a kilobyte')).toBeVisible();
    await start.recover();
    await design.node('Squeeze').waitFor();
    expect(await design.layers()).toEqual(saved.layers);
    expect(await design.connections()).toEqual(saved.connections);
    await expect(bar.name).toHaveValue('Digits in a kilobyte');
    await expect(bar.state).toHaveText('unsaved changes kept');
  });

  await test.step('with its runs: curves and strip', async () => {
    await bar.show('Runs');
    await expect(runs.row('run 1')).toContainText('Finished');
    await expect(runs.row('run 2')).toContainText('Stopped');
    await runs.open('run 1');
    await expect(runs.chart.first()).toBeVisible();
    await expect(train.strip('epoch 2')).toBeVisible();
    await expect.poll(async () => contrastOf(await pictureOf(train.row('reconstruction')))).toBeGreaterThan(20);
  });
});
