/**
 * Contractive: reconstruction, and the squared Frobenius norm of the encoder's Jacobian ‖∂h/∂x‖² (Rifai et al., “Contractive
 * auto-encoders”, ICML 2011, equation 4), for any encoder: the gradient of a gradient, not the formula for one sigmoid layer.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { sizeOf } from '#shared/layers/layer.ts';
import type { ContractiveParams } from '#shared/objectives/contractive.ts';
import { randomUniform } from '../../compiler/index.ts';
import type { LossContext, TrainingObjective } from './objective.ts';
import { reconstructionLoss, runReconstruction } from './reconstruction.ts';

type Context = Pick<LossContext<ContractiveParams>, 'model' | 'params' | 'input'>;

/**
 * Mean over samples. Of the encoder as it is used: without dropout, normalization by its averages, so that a sample's latent
 * depends on that sample alone.
 */
function squaredJacobian({ model, params, input }: Context): Tensor {
  const latent = model.latent!;
  const [count, ...sample] = input.shape as [number, ...number[]];
  const units = sizeOf(latent.shape);
  const exact = params.jacobian === 'exact';
  const times = exact ? units : params.directions;
  // The whole batch once for each direction, one after the other.
  const inputs = times === 1 ? input : tf.tile(input, [times, ...sample.map(() => 1)]);
  const directions = exact ? unitVectors(units, count) : randomSigns([times * count, units]);
  const along = (x: Tensor): Tensor => {
    const encoded = model.run(new Map([[model.input.id, x]]), [latent.id], false).get(latent.id)!;
    return tf.sum(tf.mul(tf.reshape(encoded, directions.shape), directions));
  };
  // For each row vᵀ∂h/∂x. Summed over all unit vectors v its square is ‖∂h/∂x‖²; for random signs it is that on average
  // (Hutchinson 1990), since E[vvᵀ] is the identity.
  const pulled = tf.grad(along)(inputs);
  return tf.div(tf.sum(tf.square(pulled)), exact ? count : count * times);
}

/** [units × count, units]: each unit vector for the whole batch. */
const unitVectors = (units: number, count: number): Tensor =>
  tf.reshape(tf.tile(tf.expandDims(tf.eye(units), 1), [1, count, 1]), [units * count, units]);

/** −1 or 1, as often. */
const randomSigns = (shape: number[]): Tensor => tf.sub(tf.mul(tf.floor(randomUniform(shape, 0, 2)), 2), 1);

export const contractive: TrainingObjective<ContractiveParams> = {
  loss(context) {
    // First, while the averages of normalization layers are still those before this step.
    const penalty = tf.mul(squaredJacobian(context), context.params.contractionWeight);
    const result = runReconstruction(context);
    const reconstruction = reconstructionLoss(context.params, result);
    return {
      loss: tf.add(reconstruction, penalty),
      terms: { reconstruction, penalty },
      activations: result.activations,
    };
  },
};
