/** Variational: latents are drawn, decoded, and held near a standard normal; everything in nats per sample. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { activeFrom } from '#shared/objectives/latent-use.ts';
import type { VariationalParams } from '#shared/objectives/variational.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { losses } from '../losses.ts';
import { distributionOf, divergenceOf, drawLatent } from './latent-distribution.ts';
import type { TrainingObjective } from './objective.ts';

/** A fitted variance is at least this, so that a perfect reconstruction is not infinitely likely. */
const leastVariance = 1e-6;

/**
 * −log p(x | z) per sample, in nats, from the mean of a loss over all values, of which a sample has n. Squared error is
 * Σ(x − x̂)², which is a Gaussian of variance ½ less its constant n/2 · log π. Gaussian: Σ(x − x̂)²/2σ² + n/2 · log 2πσ². Fitted:
 * the same with the σ² that makes it least, the batch's mean squared error m: n/2 · (1 + log 2πm) (Rybkin, Daniilidis, Levine
 * 2021, “Simple and effective VAE training with calibrated decoders”).
 */
function unlikelihood({ loss, standardDeviation }: VariationalParams, target: Tensor, prediction: Tensor): Tensor {
  const n = sizeOf(prediction.shape.slice(1));
  const mean = losses[loss === 'binaryCrossentropy' ? loss : 'meanSquaredError'](tf, target, prediction, {
    huberDelta: 1,
  });
  switch (loss) {
    case 'binaryCrossentropy':
    case 'meanSquaredError':
      return tf.mul(mean, n);
    case 'gaussian': {
      const variance = standardDeviation ** 2;
      return tf.add(tf.mul(mean, n / (2 * variance)), (n / 2) * Math.log(2 * Math.PI * variance));
    }
    case 'fittedGaussian':
      return tf.mul(tf.add(tf.log(tf.maximum(mean, leastVariance)), 1 + Math.log(2 * Math.PI)), n / 2);
  }
}

export const variational: TrainingObjective<VariationalParams> = {
  /** A trained network is judged with the full beta. */
  numbers: ({ beta, annealingEpochs }, position) => ({
    klWeight: position && annealingEpochs > 0 ? beta * Math.min(1, position.epochs / annealingEpochs) : beta,
  }),
  loss({ model, params, input, numbers, training }) {
    const [latent, output] = [model.latent!.id, model.output!.id];
    const encoded = model.run(new Map([[model.input.id, input]]), [latent], training);
    const distribution = distributionOf(encoded.get(latent)!);
    const activations = model.run(new Map([...encoded, [latent, drawLatent(distribution)]]), [output], training);
    const prediction = activations.get(output)!;
    const reconstruction = unlikelihood(params, tf.reshape(input, prediction.shape), prediction);
    /** Of each latent value, mean over the batch. */
    const divergences = tf.mean(divergenceOf(distribution), 0);
    const kl = tf.sum(divergences);
    // Free bits (Kingma et al. 2016): below so many nats each, nothing is gained by less.
    const penalised = params.freeBits > 0 ? tf.sum(tf.maximum(divergences, params.freeBits)) : kl;
    return {
      loss: tf.add(reconstruction, tf.mul(penalised, numbers['klWeight']!)),
      terms: {
        reconstruction,
        kl,
        elbo: tf.add(reconstruction, kl),
        activeUnits: tf.sum(tf.cast(tf.greater(divergences, activeFrom), 'float32')),
      },
      // Penalties are taken of the mean, which is what the latent gives out.
      activations: new Map([...activations, [latent, distribution.mean]]),
    };
  },
};
