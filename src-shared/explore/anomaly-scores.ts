/** What samples are scored by as anomalies, and how two scores become one. Pure; owns no network. */

export const anomalyMeasures = ['error', 'latent', 'both', 'kl', 'elbo'] as const;
export type AnomalyMeasure = (typeof anomalyMeasures)[number];

export const measureTitles: Readonly<Record<AnomalyMeasure, string>> = {
  error: 'Reconstruction error',
  latent: 'Latent distance',
  both: 'Error and latent distance',
  kl: 'KL divergence',
  elbo: 'Negative ELBO',
};

/** One a sample each; null: the network has nothing of the kind. */
export interface SampleScores {
  /** Mean squared error. */
  readonly error: Float32Array | null;
  /** Mahalanobis distance from the training samples' latents. */
  readonly latent: Float32Array | null;
  /** Nats. */
  readonly kl: Float32Array | null;
  readonly negativeElbo: Float32Array | null;
}

/** Measures that these scores allow. */
export function measuresOf({ error, latent, kl, negativeElbo }: SampleScores): readonly AnomalyMeasure[] {
  const has: Readonly<Record<AnomalyMeasure, boolean>> = {
    error: error !== null,
    latent: latent !== null,
    both: error !== null && latent !== null,
    kl: kl !== null,
    elbo: negativeElbo !== null,
  };
  return anomalyMeasures.filter((measure) => has[measure]);
}

/** The wanted one where the scores allow it, else the first that they do. */
export const measureFor = (scores: SampleScores, wanted: AnomalyMeasure): AnomalyMeasure => {
  const possible = measuresOf(scores);
  return possible.includes(wanted) ? wanted : (possible[0] ?? 'error');
};

/**
 * One score a sample, higher being less usual. Both: the sum of each in standard deviations from its mean, over the training samples
 * `reference`. Throws a RangeError for a measure that the scores do not allow.
 */
export function scoresBy(measure: AnomalyMeasure, scores: SampleScores, reference: SampleScores): Float32Array {
  const single = { error: scores.error, latent: scores.latent, kl: scores.kl, elbo: scores.negativeElbo };
  if (measure !== 'both') {
    const own = single[measure];
    if (own === null) throw new RangeError(`Nothing is known of the samples’ “${measure}”.`);
    return own;
  }
  if (!scores.error || !scores.latent || !reference.error || !reference.latent)
    throw new RangeError('Both scores need both.');
  const [error, latent] = [standardiser(reference.error), standardiser(reference.latent)];
  return scores.error.map((value, sample) => error(value) + latent(scores.latent![sample]!));
}

/** Standard deviations from the mean; 0 throughout where the reference does not vary. */
function standardiser(reference: Float32Array): (value: number) => number {
  let mean = 0;
  for (const value of reference) mean += value / reference.length;
  let variance = 0;
  for (const value of reference) variance += (value - mean) ** 2 / reference.length;
  const deviation = Math.sqrt(variance);
  return (value) => (deviation > 0 ? (value - mean) / deviation : 0);
}
