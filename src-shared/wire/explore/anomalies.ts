/** Calls of Explore's panel “anomalies”: scores of samples, from the data or from outside. */
import * as v from 'valibot';
import { dataParts } from '../../explore/parts.ts';
import { call, id } from '../call.ts';
import { samples, type Floats } from './values.ts';

const job = v.optional(id);

/** One number a sample each; null: the network has nothing of the kind. */
export interface Scores {
  /** Mean squared error of the undisturbed sample's reconstruction. */
  readonly error: Floats | null;
  /** Mahalanobis distance from the training samples' latents. */
  readonly latent: Floats | null;
  /** Nats, of a variational latent's distribution from the prior. */
  readonly kl: Floats | null;
  /** Nats. */
  readonly negativeElbo: Floats | null;
  /** With each latent value by itself where there are too many for all their covariances; null: no latent. */
  readonly latentBy: 'full' | 'diagonal' | null;
}

export const anomaliesCalls = {
  /** Of a part in the order of `explore:part`, or of up to 5,000 training samples, spread evenly, to compare with; kept until the next checkpoint. */
  'explore:scores': call<Scores>()(v.strictObject({ subject: id, job, of: v.picklist([...dataParts, 'reference']) })),
  'explore:scoreSamples': call<Scores>()(v.strictObject({ subject: id, job, samples })),
} as const;
