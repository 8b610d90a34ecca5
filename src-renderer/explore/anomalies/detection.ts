/** What the panel knows of the scores: by which measure, ranked, with the threshold's counts. Derived alone; owns no asking. */
import { measureFor, scoresBy, type AnomalyMeasure } from '#shared/explore/anomaly-scores.ts';
import { suggestedShare } from '#shared/explore/anomalies.ts';
import { sortSamples } from '#shared/explore/sample-order.ts';
import {
  curvesOf,
  histogramOf,
  quantileOf,
  rankScores,
  type Curves,
  type Histogram,
  type Ranked,
} from '#shared/statistics/detection.ts';
import type { BothScores } from './scored.ts';

export interface Detection {
  readonly by: AnomalyMeasure;
  /** One a sample of the part. */
  readonly scores: Float32Array;
  /** 1 for each unusual one; null: nothing says. */
  readonly unusual: Uint8Array | null;
  readonly ranked: Ranked;
  readonly curves: Curves | null;
  readonly histogram: Histogram;
  /** 95 % of the training samples lie below. */
  readonly suggested: number;
  /** Places in the part. */
  readonly worstFirst: Uint32Array;
}

const bins = 72;

/** 1 for each sample whose label is none of the usual ones; null: labels do not say. */
export const unusualByLabel = (labels: readonly number[] | null, usual: ReadonlySet<number>): Uint8Array | null =>
  labels && usual.size > 0 ? Uint8Array.from(labels, (label) => (usual.has(label) ? 0 : 1)) : null;

/** 1 for each of the samples `indices` that is among the marked ones. */
export const unusualAsMarked = (indices: readonly number[], marked: ReadonlySet<number>): Uint8Array =>
  Uint8Array.from(indices, (index) => (marked.has(index) ? 1 : 0));

/** `unusual`: 1 for each that is; null: not known. Null for a part without samples, and for networks without any score. */
export function detect(
  { own, reference }: Pick<BothScores, 'own' | 'reference'>,
  wanted: AnomalyMeasure,
  unusual: Uint8Array | null,
): Detection | null {
  const by = measureFor(own, wanted);
  const scores = scoresBy(by, own, reference);
  if (scores.length === 0) return null;
  const ranked = rankScores(scores, unusual);
  const training = Float32Array.from(scoresBy(by, reference, reference)).sort();
  return {
    ...{ by, scores, unusual, ranked },
    curves: curvesOf(ranked),
    histogram: histogramOf(ranked, bins),
    suggested: quantileOf(training, suggestedShare),
    worstFirst: sortSamples(scores, 'worst'),
  };
}
