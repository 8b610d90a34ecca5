/**
 * Adam in the form that Keras has (Kingma, Ba 2015, the efficient order at the end of section 2, "epsilon hat"): epsilon is
 * added before the bias correction. With losses that are means over many pixels gradients are so small that this
 * matters: algorithm 1's order, TensorFlow.js's, ended 6 % away from Keras on the deep template.
 */
import type { OptimizerParams } from '#shared/optimizers.ts';
import { runningMean, type Optimizer, type Slots, type UpdateArguments } from './optimizer.ts';

export type AdamSlots = Slots<'mean' | 'variance'>;

/** The step to take away from the weight, and the new memory; AdamW takes the same step. */
export function adamStep(args: UpdateArguments<OptimizerParams<'adam'>, AdamSlots>) {
  const { tf, params, gradient, slots, learningRate, step } = args;
  const mean = runningMean(tf, slots.mean, gradient, params.beta1);
  const variance = runningMean(tf, slots.variance, tf.square(gradient), params.beta2);
  // Scalars first, so that each weight's tensors are touched as few times as possible.
  const correction = tf.div(tf.sqrt(tf.sub(1, tf.pow(params.beta2, step))), tf.sub(1, tf.pow(params.beta1, step)));
  const rate = tf.mul(learningRate, correction);
  const change = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(variance), params.epsilon));
  return { change, slots: { mean, variance } };
}

export const adam: Optimizer<OptimizerParams<'adam'>, AdamSlots> = {
  slots: () => ({ mean: 0, variance: 0 }),
  update: (args) => {
    const { change, slots } = adamStep(args);
    return { weight: args.tf.sub(args.weight, change), slots };
  },
};
