/** Losses exactly as Keras defines them, each a mean over all elements. Pure; traceable. */
import type * as core from '@tensorflow/tfjs-core';

export interface LossSettings {
  /** Where Huber turns from square to linear. */
  readonly huberDelta: number;
}

type Loss = (tf: typeof core, target: core.Tensor, prediction: core.Tensor, settings: LossSettings) => core.Tensor;

/** Keras's backend.epsilon(): probabilities stay this far from 0 and 1. */
const epsilon = 1e-7;

export const losses = {
  meanSquaredError: (tf, target, prediction) => tf.mean(tf.square(tf.sub(prediction, target))),
  meanAbsoluteError: (tf, target, prediction) => tf.mean(tf.abs(tf.sub(prediction, target))),
  huber: (tf, target, prediction, { huberDelta }) => {
    const error = tf.abs(tf.sub(prediction, target));
    // Of the error, the part that counts squared; the rest counts linearly. Equal to ½e² and δe − ½δ², without a branch.
    const squared = tf.minimum(error, huberDelta);
    const linear = tf.sub(error, squared);
    return tf.mean(tf.add(tf.mul(tf.square(squared), 0.5), tf.mul(linear, huberDelta)));
  },
  binaryCrossentropy: (tf, target, prediction) => {
    const probability = tf.clipByValue(prediction, epsilon, 1 - epsilon);
    const hit = tf.mul(target, tf.log(probability));
    const miss = tf.mul(tf.sub(1, target), tf.log(tf.sub(1, probability)));
    return tf.neg(tf.mean(tf.add(hit, miss)));
  },
} satisfies Record<string, Loss>;

export type LossKind = keyof typeof losses;
