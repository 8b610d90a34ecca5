/** `preview RUN anomaly`: the samples that the network knows least, worst first, and how well its scores tell labels apart. */
import { Option } from 'commander';
import {
  anomalyMeasures,
  measureFor,
  measureTitles,
  scoresBy,
  type AnomalyMeasure,
  type SampleScores,
} from '#shared/explore/anomaly-scores.ts';
import { suggestedShare } from '#shared/explore/anomalies.ts';
import { dataParts, partTitles, partWithSamples, type DataPart } from '#shared/explore/parts.ts';
import { sortSamples } from '#shared/explore/sample-order.ts';
import { UserError } from '#shared/problem.ts';
import { countsAt, curvesOf, quantileOf, rankScores } from '#shared/statistics/detection.ts';
import type { Scores } from '#shared/wire/explore/anomalies.ts';
import { isImpossible } from '#shared/wire/explore/info.ts';
import { whole } from '../numbers.ts';
import { floatsOf } from './floats.ts';
import { cellsOf, paintGrid, wrapCells } from './paint.ts';
import type { OpenNetwork, Preview } from './preview.ts';
import { numberOf } from './sample-argument.ts';

interface Options {
  readonly normal?: string;
  readonly by: AnomalyMeasure;
  readonly part: DataPart;
  readonly count: number;
}

const columns = 10;

export const anomaly: Preview = {
  name: 'anomaly',
  description: 'samples that the network knows least, and how well that tells labels apart',
  options: (command) =>
    void command
      .option('--normal <labels>', 'labels of usual samples, with commas between: the others are the unusual ones')
      .addOption(new Option('--by <score>', 'what samples are scored by').choices(anomalyMeasures).default('error'))
      .addOption(
        new Option('--part <part>', 'samples to score; one that is empty gives way to one that is not')
          .choices(dataParts)
          .default('test'),
      )
      .option('--count <n>', 'how many samples are drawn, worst first', whole(1, 500), 20),
  async draw(network, options) {
    const { normal, by: wanted, part: chosen, count } = options as unknown as Options;
    const { info } = network;
    const part = partWithSamples(info, chosen);
    const { indices, labels } = await network.ask('explore:part', { part });
    const unusual = normal === undefined ? null : findUnusual(info.data.labels, labels, normal);
    const reference = decoded(await network.ask('explore:scores', { of: 'reference' }));
    const scores = decoded(await network.ask('explore:scores', { of: part }));
    const by = measureFor(scores, wanted);
    const own = scoresBy(by, scores, reference);
    const threshold = quantileOf(Float32Array.from(scoresBy(by, reference, reference)).sort(), suggestedShare);
    const ranked = rankScores(own, unusual);
    const worst = Array.from(sortSamples(own, 'worst').slice(0, count));
    const title = (place: number): string =>
      `${labels ? `${info.data.labels[labels[place]!]} · ` : ''}${Number(own[place]!.toPrecision(3))}`;
    const { points, ...areas } = curvesOf(ranked) ?? { points: null };
    return {
      picture: await paintWorst(
        network,
        worst.map((place) => indices[place]!),
        worst.map(title),
      ),
      numbers: {
        ...{ part, by, samples: indices.length, normal: normal?.split(',') ?? null },
        ...(points && areas),
        ...{ threshold, thresholdIs: `the ${suggestedShare * 100}th percentile of the training samples’ scores` },
        counts: countsAt(ranked, threshold),
        worst: worst.map((place) => ({ sample: numberOf(indices[place]!), score: own[place]! })),
      },
      text: `the ${worst.length} ${partTitles[part].toLowerCase()} samples with the highest ${measureTitles[by].toLowerCase()}`,
    };
  },
};

const decoded = ({ error, latent, kl, negativeElbo }: Scores): SampleScores => {
  const floats = (text: string | null): Float32Array | null => (text === null ? null : floatsOf(text));
  return { error: floats(error), latent: floats(latent), kl: floats(kl), negativeElbo: floats(negativeElbo) };
};

/** 1 for each sample whose label is none of the normal ones. Throws a UserError for a label that is not there. */
function findUnusual(known: readonly string[], labels: readonly number[] | null, normal: string): Uint8Array {
  const names = normal.split(',');
  const missing = names.find((name) => !known.includes(name));
  if (!labels || missing !== undefined)
    throw new UserError({
      received: `“${missing ?? normal}” was named as a normal label.`,
      expected: labels
        ? `The labels of the data are ${known.map((name) => `“${name}”`).join(', ')}.`
        : 'The data have no labels.',
      action: labels ? 'Name some of them with --normal, with commas between.' : 'Leave --normal out.',
    });
  const usual = new Set(names.map((name) => known.indexOf(name)));
  return Uint8Array.from(labels, (label) => (usual.has(label) ? 0 : 1));
}

/** Bands of originals, and where the network makes pictures reconstructions and differences under them. */
async function paintWorst(
  network: OpenNetwork,
  indices: readonly number[],
  titles: readonly string[],
): Promise<Uint8Array> {
  const samples = indices.map((index) => ({ from: 'data' as const, index }));
  const made = isImpossible(network.info.output)
    ? { original: await network.ask('explore:pictures', { samples }), reconstruction: null, difference: null }
    : await network.ask('explore:reconstruct', { samples });
  const rows = [made.original, made.reconstruction, made.difference].flatMap((row) => (row ? [cellsOf(row)] : []));
  const bands = wrapCells(titles, columns);
  return paintGrid({
    rows: bands.flatMap((_, band) => rows.map((row) => row.slice(band * columns, (band + 1) * columns))),
    captions: bands.flatMap((words) => rows.map((_, row) => (row === 0 ? words : []))),
  });
}
