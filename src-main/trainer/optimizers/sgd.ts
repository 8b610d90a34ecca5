/** Plain stochastic gradient descent. */
import type { OptimizerParams } from '#shared/optimizers.ts';
import type { Optimizer, Slots } from './optimizer.ts';

export const sgd: Optimizer<OptimizerParams<'sgd'>, Slots<never>> = {
  slots: () => ({}),
  update: ({ tf, weight, gradient, learningRate }) => ({
    weight: tf.sub(weight, tf.mul(gradient, learningRate)),
    slots: {},
  }),
};
