/** `preview RUN interpolate`: the way between two to four samples (or seeds of noise) as a strip, a sheet, or an animation. */
import { Option } from 'commander';
import { hasNoiseEnds, interpolate } from '#shared/explore/interpolate.ts';
import {
  atPlaces,
  interpolationPaths,
  layoutFor,
  loopOf,
  stepPlaces,
  type InterpolationPath,
} from '#shared/explore/interpolation.ts';
import { UserError } from '#shared/problem.ts';
import type { End } from '#shared/wire/explore/sample.ts';
import { whole } from '../numbers.ts';
import { animatedGif } from './animate.ts';
import { floatsOf, rowsOf, textOf } from './floats.ts';
import { cellsOf, enlargement, paintGrid, wrapCells } from './paint.ts';
import { refuseOtherThanPictures, type OpenNetwork, type Preview } from './preview.ts';
import { sampleArgument, sampleFrom } from './sample-argument.ts';

interface Options {
  readonly samples: string;
  readonly steps: number;
  readonly frames: number;
  readonly path: InterpolationPath;
  readonly sheet?: boolean;
  readonly scale?: number;
}

const { steps, frames, framesPerSecond, path } = interpolate.fields;

export const interpolatePreview: Preview = {
  name: 'interpolate',
  description: 'the way between samples through the latent space; with a .gif, an animation',
  options: (command) =>
    void command
      .requiredOption(
        '--samples <a,b[,c,d]>',
        `two to four, each ${sampleArgument}; seeds, where the network makes pictures from noise`,
      )
      .option(
        '--steps <n>',
        'pictures along the strip, or along each side of the sheet',
        whole(steps.min, steps.max),
        steps.default,
      )
      .addOption(
        new Option('--path <way>', 'straight, or along a great circle')
          .choices(interpolationPaths)
          .default(path.default),
      )
      .option('--sheet', 'three or four samples as the corners of a sheet')
      .option(
        '--frames <n>',
        'pictures of a .gif from the first sample to the last',
        whole(frames.min, frames.max),
        frames.default,
      )
      .option('--scale <n>', 'enlarge every pixel so many times (default: until a picture has 64)', whole(1, 32)),
  async draw(network, given, output) {
    const options = given as unknown as Options;
    const refusal = interpolate.refuse(network.info) ?? refuseOtherThanPictures(network.info);
    if (refusal !== null) throw impossible(refusal);
    const ends = await readEnds(network, options.samples);
    const found = await network.ask('explore:ends', { ends });
    const numbers = floatsOf(found.latents);
    const vectors = ends.map((_, at) => numbers.subarray(at * found.size, (at + 1) * found.size));
    const layout = layoutFor(options.sheet ? 'sheet' : 'strip', ends.length);
    const isGif = output.toLowerCase().endsWith('.gif');
    const loop = loopOf(layout, options.frames, true);
    const places = isGif ? loop.places : stepPlaces(layout, options.steps);
    const latents = atPlaces(options.path, layout, vectors, places);
    const pictures = await network.ask('explore:decode', { latents: textOf(latents), count: places.length });
    const { scale = enlargement(Math.max(pictures.width, pictures.height)) } = options;
    const picture = isGif
      ? await animatedGif(pictures, loop.order, { scale, framesPerSecond: framesPerSecond.default })
      : await paintGrid({ rows: wrapCells(cellsOf(pictures), options.steps), scale });
    return {
      picture,
      numbers: {
        samples: options.samples.split(','),
        path: options.path,
        layout,
        places,
        latents: rowsOf(latents, found.size),
      },
      text: `${places.length} pictures ${layout === 'sheet' ? 'over a sheet between' : 'on the way between'} ${ends.length} ${hasNoiseEnds(network.info) ? 'seeds of noise' : 'samples'} (${options.path})`,
    };
  },
};

async function readEnds(network: OpenNetwork, text: string): Promise<readonly End[]> {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length < 2 || parts.length > 4 || parts.includes('')) throw wrongEnds(text);
  if (!hasNoiseEnds(network.info)) return Promise.all(parts.map((part) => sampleFrom(network, part)));
  if (!parts.every((part) => /^\d{1,9}$/.test(part))) throw wrongSeeds(text);
  return parts.map((part) => ({ from: 'noise', seed: Number(part) }));
}

const impossible = (refusal: string): UserError =>
  new UserError({
    received: `An interpolation was asked for. ${refusal}`,
    expected: 'Interpolating needs a network that makes pictures from a latent or from noise.',
    action: 'Choose another run.',
  });

const wrongEnds = (text: string): UserError =>
  new UserError({
    received: `--samples is “${text}”.`,
    expected: 'Two to four samples were expected, with commas between them.',
    action: 'Write, for example, --samples 3,17.',
  });

const wrongSeeds = (text: string): UserError =>
  new UserError({
    received: `--samples is “${text}”, but this network makes pictures from noise and cannot encode samples.`,
    expected: 'Seeds of noise were expected, whole numbers below 1,000,000,000.',
    action: 'Write, for example, --samples 1,2.',
  });
