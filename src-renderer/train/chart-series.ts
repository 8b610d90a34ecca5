/** The numbers behind a loss chart: which curves, on which axes. Owns no drawing (LossChart.svelte). */
import type { EpochMetrics, TermMetrics } from '#shared/wire/training.ts';
import type { BatchPoint } from '../state/training-run.ts';
import { inSentence } from '../ui/format.ts';
import type { ColorToken } from '../ui/theme.ts';
import { formatMeasured, valuesOf, type ChartChoice, type Measured } from './measured.ts';

export interface ChartPoint {
  /** In epochs. */
  readonly x: number;
  readonly y: number;
}

export interface ChartSeries {
  /** Written at the curve's end; empty: none. */
  readonly label: string;
  readonly color: ColorToken;
  /** Dashed curves are told from solid ones without colour. */
  readonly dashed: boolean;
  /** A thin, pale curve in the background. */
  readonly faint: boolean;
  readonly points: readonly ChartPoint[];
}

const pointsOf = (epochs: readonly EpochMetrics[], key: string, of: keyof TermMetrics): readonly ChartPoint[] =>
  epochs.flatMap((metrics) => {
    const y = valuesOf(metrics, key)[of];
    return y === null ? [] : [{ x: metrics.epoch, y }];
  });

/** One measure: training solid blue, validation dashed orange, the running epoch's batches pale behind them. */
export function seriesOfRun(
  epochs: readonly EpochMetrics[],
  batchCurve: readonly BatchPoint[],
  key = 'loss',
): readonly ChartSeries[] {
  const training = pointsOf(epochs, key, 'train');
  const validation = pointsOf(epochs, key, 'validation');
  return [
    {
      label: '',
      color: 'encoder',
      dashed: false,
      faint: true,
      points: batchCurve.flatMap(({ at, loss, terms }) => {
        const y = key === 'loss' ? loss : terms[key];
        return y === undefined ? [] : [{ x: at, y }];
      }),
    },
    { label: 'training', color: 'encoder', dashed: false, faint: false, points: training },
    { label: 'validation', color: 'decoder', dashed: true, faint: false, points: validation },
  ];
}

/** Enough hues to tell a few curves apart; further ones repeat them and are told by their labels and dashes. */
export const hues: readonly ColorToken[] = [
  'encoder',
  'decoder',
  'latent',
  'discriminator',
  'proof',
  'problem',
  'text',
];

/** Several measures over each other, labelled by name: validation where it is measured, else training. */
export function seriesOfMeasures(
  epochs: readonly EpochMetrics[],
  measures: readonly Measured[],
): readonly ChartSeries[] {
  return measures.map(({ key, title }, index) => {
    const validation = pointsOf(epochs, key, 'validation');
    return {
      label: inSentence(title),
      color: hues[index % hues.length]!,
      dashed: index % 2 === 1,
      faint: false,
      points: validation.length > 0 ? validation : pointsOf(epochs, key, 'train'),
    };
  });
}

/** Up to so many planned epochs, a chart shows from the first on how far a run has to go. */
const FEW = 100;

/**
 * Where the axis of epochs ends: at the last epoch of a run that has ended; at the planned end of one that goes on, unless
 * that is so far away that the curve would be a line at the left edge. Then it doubles whenever the curve reaches it.
 */
export function epochsShown(run: { readonly done: number; readonly planned: number; readonly live: boolean }): number {
  if (!run.live) return Math.max(1, run.done);
  return run.planned <= FEW
    ? run.planned
    : Math.min(run.planned, Math.max(16, 2 ** Math.ceil(Math.log2(run.done + 1))));
}

/** One column of x for all curves, each curve's values beside it and null where it has none: what uPlot draws. */
export function alignSeries(series: readonly ChartSeries[], logarithmic: boolean): [number[], ...(number | null)[][]] {
  const drawable = (y: number): boolean => Number.isFinite(y) && (!logarithmic || y > 0);
  const xs = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))].sort((a, b) => a - b);
  const columns = series.map(({ points }) => {
    const values = new Map(points.map(({ x, y }) => [x, drawable(y) ? y : null]));
    return xs.map((x) => values.get(x) ?? null);
  });
  return [xs, ...columns];
}

/**
 * The range of losses to show. Batches scatter far above the curves, so they do not stretch it once there are two epochs.
 * With some air above and, for the mark of the best epoch, more below; on a logarithmic axis as factors.
 */
export function lossRange(series: readonly ChartSeries[], logarithmic: boolean): readonly [number, number] {
  const usable = (chosen: readonly ChartSeries[]): number[] =>
    chosen
      .flatMap(({ points }) => points.map((point) => point.y))
      .filter((y) => Number.isFinite(y) && (!logarithmic || y > 0));
  const curves = usable(series.filter(({ faint }) => !faint));
  const values = curves.length >= 2 ? curves : usable(series);
  if (values.length === 0) return logarithmic ? [0.01, 1] : [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  if (logarithmic) {
    const factor = Math.max(high / low, 1.2) ** 0.06;
    return [low / factor ** 2, high * factor];
  }
  const air = Math.max((high - low) * 0.06, Math.abs(high) * 0.02, 1e-9);
  return [low >= 0 ? Math.max(0, low - 2 * air) : low - 2 * air, high + air];
}

/** Where labels of nearby curve ends go so that none covers another: `gap` apart at least, in their order, within [top, bottom]. */
export function spreadLabels(wanted: readonly number[], gap: number, top: number, bottom: number): readonly number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  const placed = new Array<number>(wanted.length);
  let previous = -Infinity;
  for (const { y, index } of order) {
    previous = Math.max(y, previous + gap, top);
    placed[index] = previous;
  }
  let next = Infinity;
  for (const { index } of order.toReversed()) {
    next = Math.min(placed[index]!, next - gap, bottom);
    placed[index] = next;
  }
  return placed;
}

/** The chart in a sentence, for those who do not see it. `best`: the epoch that is marked. */
export function speakChart(
  epochs: readonly EpochMetrics[],
  { title, measures }: ChartChoice,
  best: number | null,
): string {
  const first = epochs[0];
  const last = epochs.at(-1);
  if (first === undefined || last === undefined) return `${title} by epoch: no epoch is done yet.`;
  const curves = measures.flatMap(({ key, title: name, unit }) =>
    (['train', 'validation'] as const).flatMap((of) => {
      const [from, to] = [valuesOf(first, key)[of], valuesOf(last, key)[of]];
      if (from === null || to === null) return [];
      const what = of === 'train' ? 'training' : 'validation';
      return [`${what} ${inSentence(name)} from ${formatMeasured(from, unit)} to ${formatMeasured(to, unit)}`];
    }),
  );
  const over = last.epoch === 1 ? '1 epoch' : `${last.epoch} epochs`;
  return `${title} over ${over}: ${curves.join(', ')}${best === null ? '' : `; best in epoch ${best}`}.`;
}
