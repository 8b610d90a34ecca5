/**
 * How long training will take on this machine: from how fast this network, or others, went here; failing that from how fast the
 * processor multiplies. Owns the arithmetic, no files and no measuring.
 */
import { dateCount } from '#shared/data/dates.ts';
import { downloads } from '#main/data/downloads/registry.ts';
import type { Project } from '#shared/graph/document.ts';
import { shapeCount } from '#shared/shapes.ts';
import { waveCount, waveLabelShares } from '#shared/waves.ts';
import type { TimeEstimate } from '#shared/wire/devices.ts';
import type { Pace } from './paces.ts';

/**
 * Compiled training does so many multiply-adds in the time of one of processor-speed.ts's: vector units, and less memory traffic
 * than JavaScript's loop. A round figure, seen between 4 and 15 with the templates on one machine; estimates from it are rough.
 */
const compiledAgainstScript = 6;
/** Neighbours in size are the best guides: small networks wait for memory, large ones compute. */
const guides = 3;

/** Samples a second, and what that is based on. `processor` is asked only where nothing ran here yet. */
export async function estimatePace(
  model: string,
  work: number,
  paces: readonly Pace[],
  processor: () => Promise<number>,
): Promise<Pick<TimeEstimate, 'basis' | 'samplesPerSecond'> | null> {
  const own = paces.find((pace) => pace.model === model);
  if (own) return { basis: 'same', samplesPerSecond: own.samplesPerSecond };
  if (work <= 0) return null;
  const apart = (pace: Pace): number => Math.abs(Math.log(pace.work / work));
  const nearest = [...paces].sort((a, b) => apart(a) - apart(b)).slice(0, guides);
  if (nearest.length === 0)
    return { basis: 'processor', samplesPerSecond: ((await processor()) * compiledAgainstScript) / work };
  // Of rates the geometric mean: twice as fast weighs as much as half as fast.
  const logRate = nearest.reduce((sum, pace) => sum + Math.log(pace.samplesPerSecond * pace.work), 0) / nearest.length;
  return { basis: 'others', samplesPerSecond: Math.exp(logRate) / work };
}

/** How many samples a project's data hold before any are set aside; null where only preparing them tells. */
export function samplesIn({ source, limit }: Project['data']): number | null {
  const all =
    source?.kind === 'builtin'
      ? { digits: 10_000, shapes: shapeCount, penguins: 344, dates: dateCount, austen: null, waves: waveCount }[
          source.name
        ]
      : source?.kind === 'download'
        ? downloads[source.name].samples.train
        : null;
  return all === null ? null : Math.min(all, limit ?? Infinity);
}

/** Of those the ones that are trained on. */
export function trainedOn({ data, training }: Project): number | null {
  const all = samplesIn(data);
  if (all === null) return null;
  const labels = data.split.trainLabels === null ? 1 : shareOf(data.source, data.split.trainLabels);
  return Math.max(1, Math.round(all * (1 - data.split.testFraction) * labels * (1 - training.validationFraction)));
}

/** Of built-in data with labels that are not equally many: which share of the samples has which. */
const labelShares: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  waves: waveLabelShares,
  penguins: { Adelie: 152 / 344, Chinstrap: 68 / 344, Gentoo: 124 / 344 },
};

/** What share of the samples have one of these labels. Where nothing is known, ten labels are taken to be equally many. */
function shareOf(source: Project['data']['source'], labels: readonly string[]): number {
  const known = source?.kind === 'builtin' ? labelShares[source.name] : undefined;
  return Math.min(
    1,
    labels.reduce((sum, label) => sum + (known?.[label] ?? 1 / 10), 0),
  );
}

/** Whole training, validation included: it goes forwards only. */
export function secondsFor({ training }: Project, trainSamples: number, samplesPerSecond: number): number {
  const { epochs, validationFraction } = training;
  const validated = validationFraction < 1 ? validationFraction / (1 - validationFraction) : 0;
  return (epochs * trainSamples * (1 + validated / 3)) / samplesPerSecond;
}
