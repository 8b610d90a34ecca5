/** Adam (Kingma, Ba 2015, algorithm 1). */
import type { OptimizerParams } from '#shared/optimizers.ts';
import { runningMean, type Optimizer, type Slots, type UpdateArguments } from './optimizer.ts';

export type AdamSlots = Slots<'mean' | 'variance'>;

/** The step to take away from the weight, and the new memory; AdamW takes the same step. */
export function adamStep(args: UpdateArguments<OptimizerParams<'adam'>, AdamSlots>) {
  const { tf, params, gradient, slots, learningRate, step } = args;
  const mean = runningMean(tf, slots.mean, gradient, params.beta1);
  const variance = runningMean(tf, slots.variance, tf.square(gradient), params.beta2);
  // Scalars first, so that each weight's tensors are touched as few times as possible.
  const rate = tf.div(learningRate, tf.sub(1, tf.pow(params.beta1, step)));
  const correction = tf.sqrt(tf.sub(1, tf.pow(params.beta2, step)));
  const denominator = tf.add(tf.div(tf.sqrt(variance), correction), params.epsilon);
  return { change: tf.div(tf.mul(mean, rate), denominator), slots: { mean, variance } };
}

export const adam: Optimizer<OptimizerParams<'adam'>, AdamSlots> = {
  slots: () => ({ mean: 0, variance: 0 }),
  update: (args) => {
    const { change, slots } = adamStep(args);
    return { weight: args.tf.sub(args.weight, change), slots };
  },
};
