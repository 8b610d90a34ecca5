/** `preview RUN fill`: a picture with a hole, what the network puts in, and what needs no network, side by side. */
import { resolve } from 'node:path';
import { Option } from 'commander';
import { fillIn, fillStarts, fillsVary, type FillStart } from '#shared/explore/fill-in.ts';
import { presets } from '#shared/explore/mask.ts';
import { UserError } from '#shared/problem.ts';
import { whole } from '../numbers.ts';
import { holeFrom, readBox, type HoleOptions } from './hole-argument.ts';
import { cellsOf, paintGrid } from './paint.ts';
import type { Drawn, OpenNetwork, Preview } from './preview.ts';
import { sampleArgument, sampleFrom } from './sample-argument.ts';

interface Options extends HoleOptions {
  readonly sample: string;
  readonly table?: string;
  readonly start: FillStart;
  readonly iterations: number;
  readonly damping: number;
  readonly draws: number;
  readonly scale?: number;
}

const { iterations, damping, draws, start, seed } = fillIn.fields;

/** A whole table, its missing cells filled in, as CSV. */
async function fillTable(network: OpenNetwork, { table, iterations: rounds }: Options): Promise<Drawn> {
  const path = table === undefined ? null : resolve(table);
  const { text, ...counts } = await network.ask('explore:fillFile', { path, rounds });
  const [rows, filled, left] = [counts.rows, counts.filled, counts.skipped].map((count) => count.toLocaleString('en'));
  return {
    picture: Buffer.from(text),
    numbers: counts,
    text: `${filled} cells filled in ${rows} rows${counts.skipped === 0 ? '' : `, ${left} of them left as they were`}`,
  };
}

export const fill: Preview = {
  name: 'fill',
  description: 'a picture with a hole, or a table with missing cells (as CSV), filled in by the network',
  options: (command) =>
    void command
      .option('--sample <n or file>', sampleArgument, '1')
      .option('--table <file>', 'of a run on a table: the file to fill in, as CSV (default: the one it was trained on)')
      .addOption(new Option('--preset <hole>', 'a ready-made hole (default: centre)').choices(Object.keys(presets)))
      .option(
        '--hole <x,y,w,h>',
        'a rectangle in pixels, from the upper left corner; may be given several times',
        readBox,
      )
      .option('--mask <png>', 'a picture of the hole: white where missing')
      .addOption(
        new Option('--start <from>', 'what stands in the hole first').choices(fillStarts).default(start.default),
      )
      .option(
        '--iterations <n>',
        'how often it is filled and fed again',
        whole(iterations.min, iterations.max),
        iterations.default,
      )
      .option('--damping <share>', 'how much of the fill before stays at each step, 0 to 0.95', Number, damping.default)
      .option('--draws <n>', 'fills to make, where they differ', whole(draws.min, draws.max), 1)
      .option('--seed <n>', 'of random holes, noise and draws', whole(seed.min, seed.max), seed.default)
      .option('--scale <n>', 'enlarge every pixel so many times (default: until the picture has 64)', whole(1, 32)),
  async draw(network, given) {
    const options = given as unknown as Options;
    const { info } = network;
    const refusal = fillIn.refuse(info);
    if (refusal !== null)
      throw new UserError({
        received: `A fill was asked for. ${refusal}`,
        expected: 'Filling in needs a network that gives back what comes in.',
        action: 'Choose another run.',
      });
    if (info.form.kind === 'table') return fillTable(network, options);
    const [height, width] = info.sample as [number, number];
    const { missing } = await holeFrom(options, height, width);
    const filled = await network.ask('explore:fill', {
      sample: await sampleFrom(network, options.sample),
      missing: Buffer.from(missing).toString('base64'),
      ...{ start: options.start, iterations: options.iterations, damping: options.damping, seed: options.seed },
      draws: fillsVary(info, options.start) ? options.draws : 1,
    });
    const cells = [
      { label: 'original', cells: cellsOf(filled.original) },
      { label: 'as fed', cells: cellsOf(filled.fed) },
      { label: 'filled', cells: cellsOf(filled.filled) },
      { label: 'difference', cells: cellsOf(filled.difference) },
      { label: 'surroundings', cells: cellsOf(filled.diffusion) },
      { label: 'mean picture', cells: cellsOf(filled.mean) },
    ];
    const picture = await paintGrid({
      rows: [cells.flatMap((each) => each.cells)],
      columnLabels: cells.flatMap((each) => each.cells.map((_, at) => (at === 0 ? each.label : ''))),
      scale: options.scale ?? Math.ceil(96 / Math.max(height, width)),
      gap: 8,
    });
    const { errors, settled } = filled;
    return {
      picture,
      numbers: { missing: filled.missing, iterations: filled.iterations, settled, errors },
      text: `a hole of ${filled.missing.toLocaleString('en')} pixels filled in, root mean squared error ${errors.network[0]!.rootMeanSquared.toFixed(3)} (surroundings ${errors.diffusion.rootMeanSquared.toFixed(3)}, mean picture ${errors.mean.rootMeanSquared.toFixed(3)})`,
    };
  },
};
