/** `preview RUN dream` on an open classifier: what it dreams of, what it starts from, and what it refuses. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { dreamPreview } from '#main/cli/previews/dream.ts';
import type { OpenNetwork } from '#main/cli/previews/preview.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { chainProject } from '../../trainer/fixtures.ts';
import { explored } from '../../trainer/explore/explored.ts';

const classifier = await explored(
  setObjective(
    chainProject(
      [
        ['input', { shape: [28, 28, 1] }],
        ['conv2d', { filters: 4, kernelSize: [3, 3], strides: [2, 2], padding: 'same', activation: 'tanh' }],
        ['flatten'],
        ['dense', { units: 10, activation: 'softmax' }],
        ['classes'],
      ],
      { epochs: 1 },
      80,
    ),
    'classify',
  ),
);
const network: OpenNetwork = {
  info: { subject: 'run', ...classifier.explorer.info },
  ask: (name, input) => classifier.ask(name, input as never),
};
const folder = await mkdtemp(join(tmpdir(), 'hourglass-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const quick = ['--size', '40', '--octaves', '2', '--steps', '3'];

/** As commander reads the options. */
const draw = (...options: string[]) => drawOf(network, ...options);

async function drawOf(from: OpenNetwork, ...options: string[]) {
  const command = new Command('dream').exitOverride().configureOutput({ writeErr: () => undefined });
  dreamPreview.options(command);
  command.parse([...quick, ...options], { from: 'user' });
  return dreamPreview.draw(from, command.opts(), join(folder, 'out.png'));
}

test('a channel, out of noise: the same seed gives the same picture, another another', async () => {
  const { picture, numbers, text } = await draw('--layer', 'n1', '--channel', '2');
  expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 40, height: 40 });
  expect(numbers).toMatchObject({
    target: { kind: 'channel', layer: 'n1', channel: 1 },
    settings: { size: 40, octaves: 2, steps: 3, seed: 1 },
    ...{ width: 40, height: 40, note: null },
  });
  expect(numbers['activations']).toHaveLength(6);
  expect(text).toMatch(/^a dream of “.+”, channel 2, 40 × 40, in \d+\.\d s$/);
  const again = await draw('--layer', 'n1', '--channel', '2');
  expect(Buffer.compare(again.picture as Buffer, picture as Buffer)).toBe(0);
  const other = await draw('--layer', 'n1', '--channel', '2', '--seed', '2');
  expect(Buffer.compare(other.picture as Buffer, picture as Buffer)).not.toBe(0);
});

test('without a layer the last that sees any size; a class by its name, enlarged from the network’s own size', async () => {
  expect((await draw()).numbers['target']).toEqual({ kind: 'layer', layer: 'n1' });
  const { numbers, text } = await draw('--class', '7');
  expect(numbers).toMatchObject({ target: { kind: 'class', index: 7 }, width: 40, height: 40 });
  expect(text).toMatch(/^a dream of “7”, .* \(.*tied to the network’s own input of 28 × 28.*\)$/);
  await expect(draw('--class', 'a cat')).rejects.toThrow(/class “a cat”.*The classes are 0, 1, 2/s);
});

test('from a sample by its number from 1, and from a picture file; a file that cannot be used is named', async () => {
  const file = join(folder, 'wide.png');
  await sharp({ create: { width: 64, height: 32, channels: 3, background: '#a05020' } })
    .png()
    .toFile(file);
  expect((await draw('--start', file)).numbers).toMatchObject({ width: 40, height: 20 });
  const fromFirst = await draw('--start', '1');
  const fromSecond = await draw('--start', '2');
  expect(Buffer.compare(fromFirst.picture as Buffer, fromSecond.picture as Buffer)).not.toBe(0);
  await expect(draw('--start', '0')).rejects.toThrow(/counted from 1/);
  await expect(draw('--start', join(folder, 'none.png'))).rejects.toThrow(
    /“.*none.png” cannot be used: does not exist/,
  );
  const broken = join(folder, 'broken.png');
  await writeFile(broken, 'no picture');
  await expect(draw('--start', broken)).rejects.toThrow(/“broken.png” cannot be used/);
});

test.each([
  ['--steps', '0'],
  ['--blur', 'much'],
  ['--direction', 'sideways'],
  ['--contrast', 'maybe'],
])('%s %s is refused with what the setting allows', async (flag, value) => {
  await expect(draw(flag, value)).rejects.toThrow(/must be/);
});

test('a network that reads no pictures is refused with what it reads', async () => {
  const form = { kind: 'sequence' as const, channels: [], padded: false };
  await expect(drawOf({ ...network, info: { ...network.info, form } })).rejects.toMatchObject({
    received: 'A dream was asked for.',
    expected: expect.stringContaining('this network reads sequences') as string,
  });
});
