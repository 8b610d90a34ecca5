/** SGD with (Nesterov) momentum, as Keras has it: the learning rate is inside the velocity. */
import type { OptimizerParams } from '#shared/optimizers.ts';
import type { Optimizer, Slots } from './optimizer.ts';

export const momentum: Optimizer<OptimizerParams<'momentum'>, Slots<'velocity'>> = {
  slots: () => ({ velocity: 0 }),
  update: ({ tf, params, weight, gradient, slots, learningRate }) => {
    const push = tf.mul(gradient, learningRate);
    const velocity = tf.sub(tf.mul(slots.velocity, params.momentum), push);
    const step = params.nesterov ? tf.sub(tf.mul(velocity, params.momentum), push) : velocity;
    return { weight: tf.add(weight, step), slots: { velocity } };
  },
};
