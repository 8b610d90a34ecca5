/** Losses exactly as Keras defines them, value by value and as a mean over all elements. Pure; traceable. */
import type * as core from '@tensorflow/tfjs-core';

export interface LossSettings {
  /** Where Huber turns from square to linear. */
  readonly huberDelta: number;
}

type Loss = (tf: typeof core, target: core.Tensor, prediction: core.Tensor, settings: LossSettings) => core.Tensor;

/** Keras's backend.epsilon(): probabilities stay this far from 0 and 1. */
const epsilon = 1e-7;

/** Logarithm of the probability that a prediction gives to each value of the target. */
function logLikelihood(tf: typeof core, target: core.Tensor, prediction: core.Tensor): core.Tensor {
  const probability = tf.clipByValue(prediction, epsilon, 1 - epsilon);
  const hit = tf.mul(target, tf.log(probability));
  const miss = tf.mul(tf.sub(1, target), tf.log(tf.sub(1, probability)));
  return tf.add(hit, miss);
}

/** The loss of each value, in the shape of the prediction: what masked or summed losses are made of. */
export const elementLosses = {
  meanSquaredError: (tf, target, prediction) => tf.square(tf.sub(prediction, target)),
  meanAbsoluteError: (tf, target, prediction) => tf.abs(tf.sub(prediction, target)),
  huber: (tf, target, prediction, { huberDelta }) => {
    const error = tf.abs(tf.sub(prediction, target));
    // Of the error, the part that counts squared; the rest counts linearly. Equal to ½e² and δe − ½δ², without a branch.
    const squared = tf.minimum(error, huberDelta);
    const linear = tf.sub(error, squared);
    return tf.add(tf.mul(tf.square(squared), 0.5), tf.mul(linear, huberDelta));
  },
  binaryCrossentropy: (tf, target, prediction) => tf.neg(logLikelihood(tf, target, prediction)),
} satisfies Record<string, Loss>;

export type LossKind = keyof typeof elementLosses;

const meanOf =
  (loss: Loss): Loss =>
  (tf, target, prediction, settings) =>
    tf.mean(loss(tf, target, prediction, settings));

/** Means over all elements, as scalars. */
export const losses: Readonly<Record<LossKind, Loss>> = {
  meanSquaredError: meanOf(elementLosses.meanSquaredError),
  meanAbsoluteError: meanOf(elementLosses.meanAbsoluteError),
  huber: meanOf(elementLosses.huber),
  // The sign is turned of one number, not of each.
  binaryCrossentropy: (tf, target, prediction) => tf.neg(tf.mean(logLikelihood(tf, target, prediction))),
};
