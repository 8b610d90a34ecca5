/** Adamax (Kingma, Ba 2015, algorithm 2). */
import type { OptimizerParams } from '#shared/optimizers.ts';
import { runningMean, type Optimizer, type Slots } from './optimizer.ts';

export const adamax: Optimizer<OptimizerParams<'adamax'>, Slots<'mean' | 'largest'>> = {
  slots: () => ({ mean: 0, largest: 0 }),
  update: ({ tf, params, weight, gradient, slots, learningRate, step }) => {
    const mean = runningMean(tf, slots.mean, gradient, params.beta1);
    const largest = tf.maximum(tf.mul(slots.largest, params.beta2), tf.abs(gradient));
    const rate = tf.div(learningRate, tf.sub(1, tf.pow(params.beta1, step)));
    const change = tf.div(tf.mul(mean, rate), tf.add(largest, params.epsilon));
    return { weight: tf.sub(weight, change), slots: { mean, largest } };
  },
};
