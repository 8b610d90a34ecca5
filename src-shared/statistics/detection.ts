/**
 * Telling unusual samples from usual ones by one score and a threshold: what is flagged at it, over all thresholds, and how well.
 * Sorted once; then any threshold is answered by a search. Pure.
 */
import { areaUnderRoc } from './area-under-roc.ts';

/** Scores in ascending order, and how many of them, from the left, are of unusual samples. */
export interface Ranked {
  readonly scores: Float32Array;
  /** [n + 1]: at i those among the first i; null: nobody knows which are unusual. */
  readonly unusualBelow: Uint32Array | null;
}

/** `unusual`: 1 for each that is; null: not known. Scores are finite. */
export function rankScores(scores: ArrayLike<number>, unusual: ArrayLike<number> | null): Ranked {
  const values = Float32Array.from(scores);
  if (unusual === null) return { scores: values.sort(), unusualBelow: null };
  const order = Uint32Array.from(values, (_, place) => place).sort((a, b) => values[a]! - values[b]!);
  const unusualBelow = new Uint32Array(order.length + 1);
  order.forEach((place, rank) => (unusualBelow[rank + 1] = unusualBelow[rank]! + unusual[place]!));
  return { scores: Float32Array.from(order, (place) => values[place]!), unusualBelow };
}

/** How many are at most so large. */
function countUpTo(sorted: Float32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Counts {
  /** Of all: those with a score above the threshold. */
  readonly flagged: number;
  readonly total: number;
  /** Null where nobody knows which are unusual. */
  readonly known: {
    readonly truePositives: number;
    readonly falsePositives: number;
    readonly falseNegatives: number;
    readonly trueNegatives: number;
    /** Share of the flagged that are unusual; null: none is flagged. */
    readonly precision: number | null;
    /** Share of the unusual that are flagged; null: there are none. */
    readonly recall: number | null;
  } | null;
}

export function countsAt({ scores, unusualBelow }: Ranked, threshold: number): Counts {
  const total = scores.length;
  const below = countUpTo(scores, threshold);
  const flagged = total - below;
  if (unusualBelow === null) return { flagged, total, known: null };
  const unusual = unusualBelow[total]!;
  const truePositives = unusual - unusualBelow[below]!;
  return {
    flagged,
    total,
    known: {
      truePositives,
      falsePositives: flagged - truePositives,
      falseNegatives: unusual - truePositives,
      trueNegatives: below - (unusual - truePositives),
      precision: flagged === 0 ? null : truePositives / flagged,
      recall: unusual === 0 ? null : truePositives / unusual,
    },
  };
}

/** Between two neighbours linearly, as NumPy's percentile; `share` from 0 to 1. At least one score. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - Math.floor(place));
}

export interface Curves {
  /** Of a random unusual and a random usual sample, how often the first has the higher score. */
  readonly auroc: number;
  /** Σ (Rₙ − Rₙ₋₁) Pₙ over thresholds from high to low, as scikit-learn's average_precision_score. */
  readonly averagePrecision: number;
  /** Share of unusual ones: the precision of flagging at random. */
  readonly prevalence: number;
  /** From the highest threshold to the lowest: one point for each different score. */
  readonly points: readonly {
    readonly threshold: number;
    readonly falsePositiveRate: number;
    readonly recall: number;
    readonly precision: number;
  }[];
}

/** Null unless both kinds are there. */
export function curvesOf({ scores, unusualBelow }: Ranked): Curves | null {
  if (unusualBelow === null) return null;
  const total = scores.length;
  const positives = unusualBelow[total]!;
  const negatives = total - positives;
  if (positives === 0 || negatives === 0) return null;
  const points: Curves['points'][number][] = [];
  let averagePrecision = 0;
  let recallBefore = 0;
  // Everything from `start` on is flagged: equal scores always together.
  for (let start = total - 1; start >= 0; start--) {
    if (start > 0 && scores[start - 1] === scores[start]) continue;
    const hits = positives - unusualBelow[start]!;
    const flagged = total - start;
    const [recall, precision] = [hits / positives, hits / flagged];
    averagePrecision += (recall - recallBefore) * precision;
    recallBefore = recall;
    points.push({ threshold: scores[start]!, falsePositiveRate: (flagged - hits) / negatives, recall, precision });
  }
  const ofKind = (kind: number): Float32Array =>
    scores.filter((_, rank) => unusualBelow[rank + 1]! - unusualBelow[rank]! === kind);
  return { auroc: areaUnderRoc(ofKind(0), ofKind(1)), averagePrecision, prevalence: positives / total, points };
}

export interface Histogram {
  readonly low: number;
  readonly high: number;
  /** Of equally wide bins from low to high; the last takes what lies above, too. Without known kinds all are usual. */
  readonly usual: Uint32Array;
  readonly unusual: Uint32Array;
}

/** `high` is where the axis ends, so that a few far ones do not press all others together. At least one score. */
export function histogramOf({ scores, unusualBelow }: Ranked, bins: number): Histogram {
  const low = scores[0]!;
  const reach = quantileOf(scores, 0.995);
  const high = reach > low ? reach : low + 1;
  const [usual, unusual] = [new Uint32Array(bins), new Uint32Array(bins)];
  scores.forEach((score, rank) => {
    const bin = Math.min(bins - 1, Math.floor(((score - low) / (high - low)) * bins));
    const isUnusual = unusualBelow !== null && unusualBelow[rank + 1]! > unusualBelow[rank]!;
    (isUnusual ? unusual : usual)[bin]! += 1;
  });
  return { low, high, usual, unusual };
}
