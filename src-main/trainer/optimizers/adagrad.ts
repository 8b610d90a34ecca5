/** Adagrad (Duchi, Hazan, Singer 2011). */
import type { OptimizerParams } from '#shared/optimizers.ts';
import type { Optimizer, Slots } from './optimizer.ts';

export const adagrad: Optimizer<OptimizerParams<'adagrad'>, Slots<'accumulator'>> = {
  slots: (params) => ({ accumulator: params.initialAccumulator }),
  update: ({ tf, params, weight, gradient, slots, learningRate }) => {
    const accumulator = tf.add(slots.accumulator, tf.square(gradient));
    const step = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(accumulator, params.epsilon)));
    return { weight: tf.sub(weight, step), slots: { accumulator } };
  },
};
