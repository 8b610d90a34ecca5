/** One graph learns one thing after another: choosing an objective only ever adds to the network, and undo takes it back. */
import { expect, test } from './fixtures.ts';
import { ObjectiveChoice } from './pages/objective.ts';

/** The loss of the adversarial autoencoder is shared by rivals and may rise. */
const walk = [
  { title: 'Denoise', falls: true },
  { title: 'Sparse', falls: true },
  { title: 'Variational', falls: true },
  { title: 'Adversarial autoencoder', falls: false },
] as const;

test('one graph, plain to adversarial, without rebuilding', async ({
  studio,
  start,
  bar,
  design,
  data,
  train,
  toasts,
}) => {
  test.slow();
  const { page } = studio;
  const objective = new ObjectiveChoice(studio);
  await start.fromTemplate('Fully connected');
  await bar.show('Data');
  await expect(data.title).toHaveText('10,000 handwritten digits');
  await data.useOnly(300);
  await bar.show('Train');
  await train.set('Epochs', '3');
  await train.set('Batch size', '30');
  const names = async (): Promise<string[]> => {
    await bar.show('Design');
    const labels = await design.nodes.evaluateAll((nodes) =>
      nodes.map((node) => node.getAttribute('aria-label') ?? ''),
    );
    return labels.map((label) => label.split(',')[0]!).sort();
  };
  const learn = async (title: string, falls: boolean): Promise<void> => {
    await bar.show('Train');
    await bar.action('Train').click();
    await train.finish(title, 3);
    const losses = await train.losses();
    expect(losses).toHaveLength(3);
    for (const { loss, validationLoss } of losses) {
      expect(Number.isFinite(loss)).toBe(true);
      expect(Number.isFinite(validationLoss)).toBe(true);
    }
    if (falls) expect(losses[2]!.loss).toBeLessThan(losses[0]!.loss);
  };

  const drawn = await names();
  await learn('Reconstruct', true);
  let before = drawn;
  for (const { title, falls } of walk) {
    await bar.show('Design');
    await objective.choose(title);
    const now = await names();
    expect(now, `${title} keeps every layer`).toEqual(expect.arrayContaining(before));
    if (title === 'Adversarial autoencoder') {
      expect(now.length).toBeGreaterThan(before.length);
      await expect(toasts.note(/^Adds a discriminator of \d+ layers/)).toBeVisible();
      await expect(design.canvas.getByText('discriminator', { exact: true })).toBeVisible();
    }
    await learn(title, falls);
    before = now;
  }

  await bar.show('Design');
  await design.canvas.focus();
  for (const { title } of [...walk.slice(0, -1).toReversed(), { title: 'Reconstruct' }]) {
    await page.keyboard.press('Control+z');
    await objective.expect(title);
  }
  expect(await names()).toEqual(drawn);
});

test('the list of objectives is walked and chosen from by the keyboard', async ({ studio, start }) => {
  const { page } = studio;
  const objective = new ObjectiveChoice(studio);
  await start.fromTemplate('Fully connected');
  await objective.button.focus();
  await page.keyboard.press('Enter');
  await expect(objective.option('Reconstruct')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(objective.option('Denoise')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(objective.list).toBeHidden();
  await expect(objective.button).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await objective.expect('Denoise');
});
