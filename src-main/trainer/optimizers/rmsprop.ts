/** RMSprop (Hinton, lecture 6), with momentum and centring (Graves 2013) as Keras has them. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { OptimizerParams } from '#shared/optimizers.ts';
import { runningMean, type Optimizer } from './optimizer.ts';

interface RmspropSlots {
  readonly square: Tensor;
  /** With momentum only. */
  readonly velocity?: Tensor;
  /** Centred only. */
  readonly mean?: Tensor;
}

export const rmsprop: Optimizer<OptimizerParams<'rmsprop'>, RmspropSlots> = {
  slots: ({ momentum, centered }) => ({
    square: 0,
    ...(momentum > 0 ? { velocity: 0 } : {}),
    ...(centered ? { mean: 0 } : {}),
  }),
  update: ({ tf, params, weight, gradient, slots, learningRate }) => {
    const square = runningMean(tf, slots.square, tf.square(gradient), params.rho);
    const mean = slots.mean && runningMean(tf, slots.mean, gradient, params.rho);
    // A variance; rounding alone could make it negative.
    const spread = mean ? tf.maximum(tf.sub(square, tf.square(mean)), 0) : square;
    const push = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(spread, params.epsilon)));
    const velocity = slots.velocity && tf.add(tf.mul(slots.velocity, params.momentum), push);
    return {
      weight: tf.sub(weight, velocity ?? push),
      slots: { square, ...(velocity && { velocity }), ...(mean && { mean }) },
    };
  },
};
