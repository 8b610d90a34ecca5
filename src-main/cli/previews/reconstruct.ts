/** `preview RUN reconstruct`: originals, what is fed, reconstructions and differences under each other. */
import { Option } from 'commander';
import { dataParts, partTitles, partWithSamples, type DataPart } from '#shared/explore/parts.ts';
import { reconstructionRows } from '#shared/explore/reconstruction-rows.ts';
import { sortSamples, type SampleOrder } from '#shared/explore/sample-order.ts';
import { floatsOf } from './floats.ts';
import { whole } from '../numbers.ts';
import { cellsOf, paintGrid, wrapCells } from './paint.ts';
import type { OpenNetwork, Preview } from './preview.ts';
import { numberOf } from './sample-argument.ts';

interface Options {
  readonly part: DataPart;
  readonly sort: SampleOrder;
  readonly count: number;
  readonly columns: number;
  readonly labels: boolean;
  readonly scale?: number;
}

export const reconstruct: Preview = {
  name: 'reconstruct',
  description: 'samples, what the network makes of them, and how far off it is',
  options: (command) =>
    void command
      .addOption(
        new Option('--part <part>', 'samples to take; one that is empty gives way to one that is not')
          .choices(dataParts)
          .default('validation'),
      )
      .addOption(
        new Option('--sort <order>', 'by error, or as the data have them')
          .choices(['worst', 'best', 'data'])
          .default('data'),
      )
      .option('--count <n>', 'how many samples', whole(1, 1024), 10)
      .option('--columns <n>', 'samples side by side', whole(1, 64), 10)
      .option('--scale <n>', 'enlarge every pixel so many times (default: until a sample has 64 pixels)', whole(1, 32))
      .option('--no-labels', 'pictures alone, without words beside them'),
  async draw(network, options) {
    const { part: wanted, sort, count, columns, labels, scale } = options as unknown as Options;
    const part = partWithSamples(network.info, wanted);
    const { indices, errors } = await chooseSamples(network, part, sort, count);
    const made = await network.ask('explore:reconstruct', {
      samples: indices.map((index) => ({ from: 'data' as const, index })),
    });
    const rows = reconstructionRows(made).map(({ title, pictures }) => ({ title, cells: cellsOf(pictures) }));
    const bands = wrapCells(indices, columns).flatMap((_, band) =>
      rows.map(({ cells, title }) => ({ title, cells: cells.slice(band * columns, (band + 1) * columns) })),
    );
    const picture = await paintGrid({
      rows: bands.map(({ cells }) => cells),
      ...(labels && { rowLabels: bands.map(({ title }) => title) }),
      ...(scale !== undefined && { scale }),
    });
    const own = made.errors ? Array.from(floatsOf(made.errors)) : null;
    return {
      picture,
      numbers: {
        part,
        sort,
        samples: indices.length,
        numbers: indices.map(numberOf),
        errors: own,
        ...(errors && { meanError: errors.reduce((sum, error) => sum + error, 0) / errors.length }),
      },
      text: `${indices.length.toLocaleString('en')} ${partTitles[part].toLowerCase()} samples and their reconstructions`,
    };
  },
};

/** Sample numbers in the order shown; the errors of the whole part where it was sorted by them. */
async function chooseSamples(network: OpenNetwork, part: DataPart, sort: SampleOrder, count: number) {
  const { indices } = await network.ask('explore:part', { part });
  if (sort === 'data') return { indices: indices.slice(0, count), errors: null };
  const errors = floatsOf((await network.ask('explore:errors', { part })).errors);
  const order = sortSamples(errors, sort).slice(0, count);
  return { indices: Array.from(order, (place) => indices[place]!), errors };
}
