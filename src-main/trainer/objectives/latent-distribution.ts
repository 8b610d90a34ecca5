/** Latents as normal distributions with independent values (Kingma, Welling 2014): drawing from them, and their distance from the prior. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { sidesOf, withMaskOf } from '#shared/layers/operation.ts';
import { randomNormal } from '../../compiler/index.ts';

/** Both [batch, …latent]. */
export interface LatentDistribution {
  readonly mean: Tensor;
  readonly logVariance: Tensor;
}

/** Of a variational latent's output, which is the mean. */
export function distributionOf(latent: Tensor): LatentDistribution {
  const { logVariance } = sidesOf(latent);
  if (!logVariance) throw new Error('The latent is not variational: its layer computed no log-variance.');
  return { mean: latent, logVariance };
}

/** z = μ + σε (section 2.4, the reparameterization trick), to be given to the decoder in the mean's place. */
export const drawLatent = ({ mean, logVariance }: LatentDistribution): Tensor =>
  withMaskOf(mean, tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), randomNormal(mean.shape))));

/** KL divergence from a standard normal in nats, [batch, …latent]: −½(1 + log σ² − μ² − σ²) (appendix B). */
export const divergenceOf = ({ mean, logVariance }: LatentDistribution): Tensor =>
  tf.mul(tf.sub(tf.add(logVariance, 1), tf.add(tf.square(mean), tf.exp(logVariance))), -0.5);
