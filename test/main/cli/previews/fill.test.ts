/** `preview RUN fill` on an open network, and its ways to name a hole. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { fill } from '#main/cli/previews/fill.ts';
import { holeFrom, readBox } from '#main/cli/previews/hole-argument.ts';
import type { OpenNetwork } from '#main/cli/previews/preview.ts';
import { countMissing, presetMask } from '#shared/explore/mask.ts';
import { denseProject } from '../../trainer/fixtures.ts';
import { explored } from '../../trainer/explore/explored.ts';

const dense = await explored(denseProject({ epochs: 1 }));
const network: OpenNetwork = {
  info: { subject: 'run', ...dense.explorer.info },
  ask: (name, input) => dense.ask(name, input as never),
};
const folder = await mkdtemp(join(tmpdir(), 'hourglass-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As commander reads the options. */
async function draw(...options: string[]) {
  const command = new Command('fill').exitOverride();
  fill.options(command);
  command.parse(options, { from: 'user' });
  return fill.draw(network, command.opts(), join(folder, 'out.png'));
}

test('draws original, fed, filled, difference, surroundings and mean side by side, with errors that agree', async () => {
  const { picture, numbers, text } = await draw(
    '--sample',
    '3',
    '--hole',
    '8,6,12,14',
    '--iterations',
    '2',
    '--scale',
    '1',
  );
  const { width, height } = await sharp(picture).metadata();
  expect([width, height]).toEqual([6 * 28 + 5 * 8, 28 + 20]);
  expect(numbers).toMatchObject({ missing: 168, iterations: 2 });
  const errors = numbers['errors'] as { network: { rootMeanSquared: number }[]; mean: { rootMeanSquared: number } };
  expect(text).toContain(errors.network[0]!.rootMeanSquared.toFixed(3));
  expect(text).toContain('168 pixels');
});

test('takes a picture file and a mask file, and names one that cannot be used', async () => {
  const [file, mask] = [join(folder, 'grey.png'), join(folder, 'mask.png')];
  await sharp({ create: { width: 28, height: 28, channels: 3, background: '#808080' } })
    .png()
    .toFile(file);
  const svg = '<svg width="28" height="28"><rect x="4" y="4" width="8" height="8" fill="white"/></svg>';
  await sharp(Buffer.from(svg)).flatten({ background: 'black' }).png().toFile(mask);
  const { numbers } = await draw('--sample', file, '--mask', mask);
  expect(numbers).toMatchObject({ missing: 64, errors: { diffusion: { rootMeanSquared: expect.closeTo(0, 4) } } });
  await writeFile(mask, 'no picture');
  await expect(draw('--mask', mask)).rejects.toThrow(/“.*mask.png” cannot be used/);
  await expect(draw('--sample', join(folder, 'none.png'))).rejects.toThrow(
    /“.*none.png” cannot be used: does not exist/,
  );
});

describe('a hole', () => {
  const options = { seed: 1 };
  test('is the centre unless something else is said', async () => {
    expect(await holeFrom(options, 28, 28)).toEqual(presetMask('centre', 28, 28, 1));
    expect(await holeFrom({ ...options, preset: 'bottom' }, 28, 28)).toEqual(presetMask('bottom', 28, 28, 1));
  });
  test('may be several rectangles, one of them in the picture at least', async () => {
    const boxes = readBox('20,20,4,4', readBox('0,0,2,3'));
    expect(countMissing(await holeFrom({ ...options, hole: boxes }, 28, 28))).toBe(6 + 16);
    await expect(holeFrom({ ...options, hole: readBox('28,0,4,4') }, 28, 28)).rejects.toThrow(/outside the picture/);
    expect(() => readBox('1,2,3')).toThrow(/x,y,width,height/);
  });
  test('is said in one way', async () => {
    const both = { ...options, preset: 'centre' as const, hole: readBox('0,0,2,2') };
    await expect(holeFrom(both, 28, 28)).rejects.toThrow(/Several kinds/);
  });
});

test('a network that turns pictures into others has nothing to fill in', async () => {
  const pairs: OpenNetwork = { ...network, info: { ...network.info, objective: 'pairs' } };
  const command = new Command('fill');
  fill.options(command);
  await expect(fill.draw(pairs, command.opts(), 'x.png')).rejects.toThrow(/turns one picture into another/);
});
