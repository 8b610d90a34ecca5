/** Sparse: reconstruction, and a cost of active latent values. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { activeFrom, type SparseParams } from '#shared/objectives/sparse.ts';
import type { TrainingObjective } from './objective.ts';
import { reconstructionLoss, runReconstruction } from './reconstruction.ts';

/** Averages stay this far from 0 and 1, where the divergence is infinite. */
const epsilon = 1e-7;

/** weight × Σ|h|, the mean over samples: as Keras divides activity regularizers by the batch (keras/src/layers/layer.py). */
const l1 = (latent: Tensor, weight: number): Tensor => tf.mul(tf.sum(tf.abs(latent)), weight / latent.shape[0]!);

/**
 * weight × Σ KL(ρ ‖ ρ̂), ρ̂ being a latent value's mean over the batch: Ng, “Sparse autoencoder” (CS294A lecture notes),
 * section 3, with the batch in place of the whole training set.
 */
function divergence(latent: Tensor, { divergenceWeight, targetActivation: rho }: SparseParams): Tensor {
  const mean = tf.clipByValue(tf.mean(latent, 0), epsilon, 1 - epsilon);
  const on = tf.mul(tf.log(tf.div(rho, mean)), rho);
  const off = tf.mul(tf.log(tf.div(1 - rho, tf.sub(1, mean))), 1 - rho);
  return tf.mul(tf.sum(tf.add(on, off)), divergenceWeight);
}

/** Share of values, 0 to 1; 0 where all are zero. */
function activeShare(latent: Tensor): Tensor {
  const sizes = tf.abs(latent);
  return tf.mean(tf.cast(tf.greater(sizes, tf.mul(tf.max(sizes), activeFrom)), 'float32'));
}

export const sparse: TrainingObjective<SparseParams> = {
  loss(context) {
    const { params, model } = context;
    const result = runReconstruction(context);
    const latent = result.activations.get(model.latent!.id)!;
    const reconstruction = reconstructionLoss(params, result);
    const penalty = params.penalty === 'l1' ? l1(latent, params.l1Weight) : divergence(latent, params);
    return {
      loss: tf.add(reconstruction, penalty),
      terms: { reconstruction, penalty, active: activeShare(latent) },
      activations: result.activations,
    };
  },
};
