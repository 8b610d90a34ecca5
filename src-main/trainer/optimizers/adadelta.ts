/** Adadelta (Zeiler 2012, algorithm 1), with a learning rate as Keras has it. */
import type { OptimizerParams } from '#shared/optimizers.ts';
import { runningMean, type Optimizer, type Slots } from './optimizer.ts';

export const adadelta: Optimizer<OptimizerParams<'adadelta'>, Slots<'squaredGradient' | 'squaredStep'>> = {
  slots: () => ({ squaredGradient: 0, squaredStep: 0 }),
  update: ({ tf, params, weight, gradient, slots, learningRate }) => {
    const squaredGradient = runningMean(tf, slots.squaredGradient, tf.square(gradient), params.rho);
    const scale = tf.div(
      tf.sqrt(tf.add(slots.squaredStep, params.epsilon)),
      tf.sqrt(tf.add(squaredGradient, params.epsilon)),
    );
    const step = tf.mul(scale, gradient);
    const squaredStep = runningMean(tf, slots.squaredStep, tf.square(step), params.rho);
    return { weight: tf.sub(weight, tf.mul(step, learningRate)), slots: { squaredGradient, squaredStep } };
  },
};
