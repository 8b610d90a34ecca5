/** `preview RUN latent` on an open network: its picture, its numbers, and every way to lay it out. */
import { Command } from 'commander';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { latent } from '#main/cli/previews/latent.ts';
import type { OpenNetwork } from '#main/cli/previews/preview.ts';
import { denseProject } from '../../trainer/fixtures.ts';
import { explored } from '../../trainer/explore/explored.ts';

const dense = await explored(denseProject({ epochs: 1 }));
const network: OpenNetwork = {
  info: { subject: 'run', ...dense.explorer.info },
  ask: (name, input) => dense.ask(name, input as never),
};

/** As commander reads the options. */
async function draw(...options: string[]) {
  const command = new Command('latent').exitOverride().configureOutput({ writeErr: () => undefined });
  latent.options(command);
  command.parse(options, { from: 'user' });
  return latent.draw(network, command.opts(), 'out.png');
}

test('all samples by two latent values, their labels as groups of as many samples as they have', async () => {
  const { picture, numbers, text } = await draw('--width', '400');
  expect((await sharp(picture).metadata()).width).toBe(400);
  expect(numbers).toMatchObject({ axes: 'latent', points: 60, samples: 60, latentSize: 12, explainedVariance: null });
  const groups = numbers['groups'] as { name: string; samples: number }[];
  const labels = (await dense.explorer.session.dataset.labels())!;
  for (const { name, samples } of groups)
    expect(samples).toBe(labels.filter((label) => dense.explorer.info.data.labels[label] === name).length);
  expect(groups.reduce((sum, { samples }) => sum + samples, 0)).toBe(60);
  expect(text).toBe('60 samples by two latent values');
});

test('a decoded grid changes the picture, and the text says how fine it is', async () => {
  const options = ['--axes', 'pca', '--width', '300'];
  const [without, under] = [await draw(...options), await draw(...options, '--grid', '6')];
  expect(under.text).toMatch(/^60 samples by principal components over (6 × \d|\d × 6) decoded pictures$/);
  expect(Buffer.compare(Buffer.from(without.picture), Buffer.from(under.picture))).not.toBe(0);
  const shares = under.numbers['explainedVariance'] as number[];
  expect(shares[0]).toBeGreaterThanOrEqual(shares[1]!);
  expect(shares[0]! + shares[1]!).toBeLessThanOrEqual(1);
});

test.each(['umap', 'tsne'])('%s lays out all of them, and says that places are mixed', async (axes) => {
  const { numbers } = await draw('--axes', axes, '--width', '300');
  expect(numbers).toMatchObject({ axes, points: 60, decoding: expect.stringContaining('nearest samples') });
});

test('colours by error go from the least to the most, of one part alone', async () => {
  const { numbers } = await draw('--color', 'error', '--part', 'validation', '--width', '300');
  const { low, high } = numbers['scale'] as { low: number; high: number };
  expect(low).toBeGreaterThan(0);
  expect(high).toBeGreaterThanOrEqual(low);
  expect(numbers).toMatchObject({ groups: null, points: dense.explorer.session.split.validation.length });
});

test('what cannot be drawn is refused', async () => {
  await expect(draw('--axes', 'sideways')).rejects.toThrow(/sideways/);
  await expect(draw('--part', 'test')).rejects.toThrow(/has no samples/);
});
