/** AdamW (Loshchilov, Hutter 2019, algorithm 2), its decay scaled by the learning rate as in Keras. */
import type { OptimizerParams } from '#shared/optimizers.ts';
import { adamStep, type AdamSlots } from './adam.ts';
import type { Optimizer } from './optimizer.ts';

export const adamw: Optimizer<OptimizerParams<'adamw'>, AdamSlots> = {
  slots: () => ({ mean: 0, variance: 0 }),
  update: (args) => {
    const { tf, params, weight, learningRate } = args;
    const { change, slots } = adamStep(args);
    const kept = tf.sub(1, tf.mul(learningRate, params.weightDecay));
    return { weight: tf.sub(tf.mul(weight, kept), change), slots };
  },
};
