/** `preview RUN sample`: samples drawn from the prior, the noise or a fitted distribution; beside each, its nearest training sample. */
import { Option } from 'commander';
import { describeMemorising } from '#shared/explore/likeness.ts';
import { sample, sampleSources, sourceFor, sourcesOf, type SampleSource } from '#shared/explore/sample.ts';
import { UserError } from '#shared/problem.ts';
import type { Neighbours } from '#shared/wire/explore/sample.ts';
import { whole } from '../numbers.ts';
import { floatsOf, rowsOf } from './floats.ts';
import { cellsOf, paintGrid, wrapCells, type GridCell } from './paint.ts';
import { refuseOtherThanPictures, type OpenNetwork, type Preview } from './preview.ts';
import { numberOf } from './sample-argument.ts';

interface Options {
  readonly count: number;
  readonly seed: number;
  readonly source?: SampleSource;
  readonly neighbours?: boolean;
  readonly scale?: number;
}

const { count, seed, components, covariance, limit } = sample.fields;

export const samplePreview: Preview = {
  name: 'sample',
  description: 'samples drawn from the prior, the noise or a fitted distribution',
  options: (command) =>
    void command
      .option('--count <n>', 'how many', whole(count.min, count.max), count.default)
      .option('--seed <n>', 'the same seed draws the same samples', whole(seed.min, seed.max), seed.default)
      .addOption(
        new Option('--source <from>', 'what to draw from (default: the prior, where there is one)').choices(
          sampleSources,
        ),
      )
      .option('--neighbours', 'beside each sample, the training sample that looks most like it')
      .option('--scale <n>', 'enlarge every pixel so many times (default: until a sample has 64)', whole(1, 32)),
  async draw(network, given) {
    const options = given as unknown as Options;
    const { info } = network;
    const refusal = sample.refuse(info) ?? refuseOtherThanPictures(info);
    if (refusal !== null) throw impossible(refusal);
    if (options.source && !sourcesOf(info).includes(options.source))
      throw noSuchSource(options.source, sourcesOf(info));
    const source = sourceFor(info, options.source ?? 'prior');
    const found = await network.ask('explore:sample', {
      ...{ source, components: components.default, covariance: covariance.default, first: 0 },
      ...{ count: options.count, seed: options.seed, truncation: 'none' as const, limit: limit.default },
    });
    const near = options.neighbours
      ? await network.ask('explore:neighbours', { latents: found.latents, count: options.count, nearest: 1 })
      : null;
    const drawn = cellsOf(found.pictures);
    const beside = near ? await nearestCells(network, near) : null;
    const columns = Math.ceil(Math.sqrt(options.count));
    const rows = wrapCells(
      drawn.map((cell, at) => (beside ? [cell, beside[at]!] : [cell])),
      columns,
    );
    const picture = await paintGrid({
      rows: rows.map((row) => row.flat()),
      ...(options.scale !== undefined && { scale: options.scale }),
    });
    const distances = near?.rows.map(([nearest]) => nearest!.distance) ?? [];
    return {
      picture,
      numbers: {
        ...{ source, seed: options.seed, drawn: found.drawn, latents: rowsOf(floatsOf(found.latents), found.size) },
        ...(near && {
          neighbours: near.rows.map(([nearest]) => ({ sample: numberOf(nearest!.index), distance: nearest!.distance })),
          typical: near.typical,
        }),
      },
      text: `${options.count} ${options.count === 1 ? 'sample' : 'samples'}. ${[found.drawn, ...(near ? [describeMemorising(distances, near.typical)] : [])].join(' ').replace(/\.$/, '')}`,
    };
  },
};

async function nearestCells(network: OpenNetwork, near: Neighbours): Promise<readonly GridCell[]> {
  const samples = near.rows.map(([nearest]) => ({ from: 'data' as const, index: nearest!.index }));
  return cellsOf(await network.ask('explore:pictures', { samples }));
}

const impossible = (refusal: string): UserError =>
  new UserError({
    received: `Samples were asked for. ${refusal}`,
    expected: 'Drawing needs a network that makes pictures from a latent or from noise.',
    action: 'Choose another run.',
  });

const noSuchSource = (wanted: string, there: readonly string[]): UserError =>
  new UserError({
    received: `--source is “${wanted}”, which this network has not.`,
    expected: `It has ${there.join(' and ')}.`,
    action: 'Leave --source out, or choose one of these.',
  });
