/** How good a fill is beside what needs no network: rows to show and a sentence. Pure. */
import type { Filled, HoleError } from '#shared/wire/explore/fill-in.ts';
import { formatAmount, formatPercent } from '../../ui/format.ts';

export interface JudgedFill {
  readonly title: string;
  /** What it is, in a few words. */
  readonly help: string;
  readonly error: HoleError;
  readonly best: boolean;
}

/** The network's (of several: the one that is shown), the spread surroundings', and the mean picture's. */
export function judgeFills({ errors }: Pick<Filled, 'errors'>, shown: number): readonly JudgedFill[] {
  const rows = [
    { title: 'Network', help: 'What the network puts in.', error: errors.network[shown]! },
    { title: 'Surroundings', help: 'What is around the hole, spread evenly into it.', error: errors.diffusion },
    { title: 'Mean picture', help: 'The mean of all training samples, in the same place.', error: errors.mean },
  ];
  const least = Math.min(...rows.map(({ error }) => error.rootMeanSquared));
  return rows.map((row) => ({ ...row, best: row.error.rootMeanSquared === least }));
}

/** "The network is 41% closer to the original than the next best, the mean picture." */
export function sayVerdict([network, ...others]: readonly JudgedFill[]): string {
  const rival = others.reduce((a, b) => (b.error.rootMeanSquared < a.error.rootMeanSquared ? b : a));
  const [own, its] = [network!.error.rootMeanSquared, rival.error.rootMeanSquared];
  const name = rival.title === 'Mean picture' ? 'the mean picture' : 'spreading the surroundings';
  if (own === its) return `The network is as far from the original as ${name}.`;
  if (own < its)
    return `The network is ${formatPercent(1 - own / its)} closer to the original than ${name}, the next best.`;
  return `The network is ${formatPercent(own / Math.max(its, 1e-9) - 1)} further from the original than ${name}, which needs no network.`;
}

/** "Settled after 14 steps: more change nothing". */
export function saySteps({ iterations, settled }: Pick<Filled, 'iterations' | 'settled'>): string {
  const steps = formatAmount(iterations, 'step');
  return settled ? `Settled after ${steps}: more change nothing` : `After ${steps}`;
}

/** A table for spreadsheets: root mean squared and mean absolute error in the hole, black to white being 1. */
export function fillTable({ errors, missing, iterations }: Filled): string {
  const row = (name: string, { rootMeanSquared, meanAbsolute }: HoleError): string =>
    [name, rootMeanSquared, meanAbsolute, missing, iterations].join(',');
  return [
    'fill,rmse,mae,missing pixels,steps',
    ...errors.network.map((error, at) => row(`network ${at + 1}`, error)),
    row('surroundings', errors.diffusion),
    row('mean picture', errors.mean),
    '',
  ].join('\n');
}
