/**
 * Denoise: the output for a sample with noise is compared with the sample without it. Kinds of noise as in Vincent et al.,
 * “Stacked denoising autoencoders”, JMLR 11 (2010), section 3.3; cut off at the data's range as in Keras's denoiser.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { dataRange, hasLimits } from '#shared/graph/output-range.ts';
import type { DenoiseParams } from '#shared/objectives/denoise.ts';
import { randomNormal, randomUniform } from '../../compiler/index.ts';
import type { LossContext, TrainingObjective } from './objective.ts';
import { pixelsOf } from './pixel-shape.ts';
import { reconstructionLoss, runReconstruction } from './reconstruction.ts';

/** The samples with noise in them, in their shape and within the data's range. */
function addNoise({
  project,
  params,
  input,
}: Pick<LossContext<DenoiseParams>, 'project' | 'params' | 'input'>): Tensor {
  const { noise, standardDeviation, share } = params;
  const [low, high] = dataRange(project);
  if (noise === 'gaussian') {
    // Values without limits are scaled to a deviation of 1.
    const span = hasLimits(project) ? high - low : 1;
    const noisy = tf.add(input, randomNormal(input.shape, 0, standardDeviation * span));
    return hasLimits(project) ? tf.clipByValue(noisy, low, high) : noisy;
  }
  const drawn = randomUniform(pixelsOf(input.shape));
  const black = hasLimits(project) ? low : 0;
  if (noise === 'masking') return tf.where(tf.less(drawn, share), tf.fill(input.shape, black), input);
  const peppered = tf.where(tf.less(drawn, share), tf.fill(input.shape, high), input);
  return tf.where(tf.less(drawn, share / 2), tf.fill(input.shape, low), peppered);
}

export const denoise: TrainingObjective<DenoiseParams> = {
  loss(context) {
    const result = runReconstruction(context, new Map([[context.model.input.id, addNoise(context)]]));
    return { loss: reconstructionLoss(context.params, result), terms: {}, activations: result.activations };
  },
  predict(context) {
    const fed = addNoise(context);
    const given = new Map([[context.model.input.id, fed]]);
    return { output: runReconstruction({ ...context, training: false }, given).prediction, fed };
  },
};
