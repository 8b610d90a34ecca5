/** Scores of a part and of the training samples that they are compared with, as the window computes with them. */
import type { DataPart } from '#shared/explore/parts.ts';
import type { SampleScores } from '#shared/explore/anomaly-scores.ts';
import type { Scores } from '#shared/wire/explore/anomalies.ts';
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import { startJob, type Job } from '../../state/explore.svelte.ts';
import { decodeFloats } from '../bytes.ts';

export interface BothScores {
  readonly part: DataPart;
  readonly own: SampleScores;
  /** Up to 5,000 training samples. */
  readonly reference: SampleScores;
  readonly latentBy: Scores['latentBy'];
}

export const decodeScores = ({ error, latent, kl, negativeElbo }: Scores): SampleScores => {
  const floats = (text: string | null): Float32Array | null => (text === null ? null : decodeFloats(text));
  return { error: floats(error), latent: floats(latent), kl: floats(kl), negativeElbo: floats(negativeElbo) };
};

/** Both, one after the other, as one job. */
export function scorePart(part: DataPart, onProgress: (progress: ExploreProgress) => void): Job<BothScores> {
  let current = startJob('explore:scores', { of: 'reference' }, onProgress);
  const run = async (): Promise<BothScores> => {
    const reference = await current.result;
    current = startJob('explore:scores', { of: part }, onProgress);
    const own = await current.result;
    return { part, own: decodeScores(own), reference: decodeScores(reference), latentBy: own.latentBy };
  };
  return { result: run(), cancel: () => current.cancel() };
}
