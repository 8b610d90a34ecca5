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
  /** 1 for each unusual one; null: labels do not say. */
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

/** Null for a part without samples, and for networks without any score. */
export function detect(
  { own, reference }: BothScores,
  wanted: AnomalyMeasure,
  labels: readonly number[] | null,
  usual: ReadonlySet<number>,
): Detection | null {
  const by = measureFor(own, wanted);
  const scores = scoresBy(by, own, reference);
  if (scores.length === 0) return null;
  const unusual = labels && usual.size > 0 ? Uint8Array.from(labels, (label) => (usual.has(label) ? 0 : 1)) : null;
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
