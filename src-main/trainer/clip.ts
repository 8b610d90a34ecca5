/** Gradient clipping as Keras has it: each value (clipvalue), or all gradients together (global_clipnorm). Traceable. */
import * as tf from '@tensorflow/tfjs-core';
import type { TrainingSettings } from '#shared/graph/document.ts';

export function clipGradients(
  settings: TrainingSettings['gradientClipping'],
  gradients: readonly tf.Tensor[],
): readonly tf.Tensor[] {
  if (settings === null || gradients.length === 0) return gradients;
  const { by, limit } = settings;
  if (by === 'value') return gradients.map((gradient) => tf.clipByValue(gradient, -limit, limit));
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  // Below the limit the divisor is the limit itself, and the scale 1.
  const scale = tf.div(limit, tf.maximum(norm, limit));
  return gradients.map((gradient) => tf.mul(gradient, scale));
}
