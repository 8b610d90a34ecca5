/** `preview RUN interpolate` and `sample` on open networks: pictures read back by another program, numbers checked. */
import { Command } from 'commander';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { interpolatePreview } from '#main/cli/previews/interpolate.ts';
import type { OpenNetwork, Preview } from '#main/cli/previews/preview.ts';
import { samplePreview } from '#main/cli/previews/sample.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { denseProject } from '../../trainer/fixtures.ts';
import { explored, floats, type Explored } from '../../trainer/explore/explored.ts';

const side = 28;
const variational = await explored(setObjective(denseProject({ epochs: 1 }), 'variational'));
const networkOf = ({ explorer, ask }: Explored): OpenNetwork => ({
  info: { subject: 'run', ...explorer.info },
  ask: (name, input) => ask(name, input as never),
});
const network = networkOf(variational);

/** As commander reads the options. */
const draw = (preview: Preview, output: string, ...options: string[]) => drawOf(network, preview, output, ...options);

function drawOf(from: OpenNetwork, preview: Preview, output: string, ...options: string[]) {
  const command = new Command(preview.name).exitOverride().configureOutput({ writeErr: () => undefined });
  preview.options(command);
  command.parse(options, { from: 'user' });
  return preview.draw(from, command.opts(), output);
}

/** Grey values of one cell of a grid that is not enlarged. */
async function cell(picture: Uint8Array, column: number): Promise<Uint8Array> {
  const region = { left: column * side, top: 0, width: side, height: side };
  return new Uint8Array(await sharp(picture).extract(region).toColourspace('b-w').extractChannel(0).raw().toBuffer());
}

describe('interpolate', () => {
  test('begins and ends at the latents of the samples, counted from 1, and draws what they decode to', async () => {
    const { picture, numbers } = await draw(
      interpolatePreview,
      'way.png',
      ...['--samples', '3,7', '--steps', '5', '--scale', '1'],
    );
    const { width, height } = await sharp(picture).metadata();
    expect([width, height]).toEqual([5 * side, side]);
    const samples = [2, 6].map((index) => ({ from: 'data' as const, index }));
    const { latents, size } = await variational.ask('explore:encode', { samples });
    const [first, last] = [floats(latents).subarray(0, size), floats(latents).subarray(size)];
    const rows = numbers['latents'] as number[][];
    expect(rows).toHaveLength(5);
    first.forEach((value, at) => {
      expect(rows[0]![at]).toBeCloseTo(value, 5);
      expect(rows[4]![at]).toBeCloseTo(last[at]!, 5);
      expect(rows[2]![at]).toBeCloseTo((value + last[at]!) / 2, 5);
    });
    const decoded = await variational.ask('explore:decode', { latents, count: 2 });
    const bytes = Buffer.from(decoded.bytes, 'base64');
    expect(await cell(picture, 0)).toEqual(new Uint8Array(bytes.subarray(0, side * side)));
    expect(await cell(picture, 4)).toEqual(new Uint8Array(bytes.subarray(side * side)));
  });

  test('a .gif goes there and back', async () => {
    const { picture } = await draw(
      interpolatePreview,
      'way.gif',
      ...['--samples', '1,2', '--frames', '8', '--scale', '1'],
    );
    expect(await sharp(picture, { animated: true }).metadata()).toMatchObject({
      format: 'gif',
      pages: 14,
      width: side,
    });
  });

  test('refuses one sample, sample 0, and one that is not there', async () => {
    await expect(draw(interpolatePreview, 'x.png', '--samples', '3')).rejects.toThrow(/--samples is “3”/);
    await expect(draw(interpolatePreview, 'x.png', '--samples', '0,1')).rejects.toThrow(/counted from 1/);
    await expect(draw(interpolatePreview, 'x.png', '--samples', '1,99999')).rejects.toThrow(/99,999 was asked for/);
  });
});

describe('sample', () => {
  test('draws the same latents for the same seed; beside each its nearest training sample', async () => {
    const options = ['--count', '4', '--seed', '5', '--neighbours', '--scale', '1'];
    const { picture, numbers } = await draw(samplePreview, 'drawn.png', ...options);
    const { width, height } = await sharp(picture).metadata();
    expect([width, height]).toEqual([4 * side, 2 * side]);
    const drawn = numbers['latents'] as number[][];
    expect(drawn).toHaveLength(4);
    expect((await draw(samplePreview, 'drawn.png', ...options)).numbers['latents']).toEqual(drawn);
    const nearest = numbers['neighbours'] as { sample: number; distance: number }[];
    const train = new Set(variational.explorer.session.split.train);
    expect(nearest.every(({ sample }) => train.has(sample - 1))).toBe(true);
    const { bytes } = await variational.ask('explore:pictures', {
      samples: [{ from: 'data', index: nearest[0]!.sample - 1 }],
    });
    const beside = await cell(picture, 1);
    expect(beside).toEqual(new Uint8Array(Buffer.from(bytes, 'base64')));
    const own = await cell(picture, 0);
    const sum = own.reduce((total, value, at) => total + (value - beside[at]!) ** 2, 0);
    expect(nearest[0]!.distance).toBeCloseTo(Math.sqrt(sum / own.length) / 255, 6);
  });
});

test('a network that makes no pictures is refused before anything is asked of it', async () => {
  const impossible = 'The data are sequences, of which there are no pictures.';
  const none: OpenNetwork = {
    info: { ...network.info, output: { impossible } },
    ask: () => Promise.reject(new Error('asked')),
  };
  await expect(drawOf(none, interpolatePreview, 'x.png', '--samples', '1,2')).rejects.toThrow(impossible);
  await expect(drawOf(none, samplePreview, 'x.png')).rejects.toThrow(impossible);
});
