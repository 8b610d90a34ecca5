/** Gradient clipping as Keras has it: each value (clipvalue), or all gradients together (global_clipnorm). Traceable. */
import * as tf from '@tensorflow/tfjs-core';
import type { TrainingSettings } from '#shared/graph/document.ts';

/** `gradient`: that of all weights, as one tensor. */
export function clipGradient(settings: TrainingSettings['gradientClipping'], gradient: tf.Tensor): tf.Tensor {
  if (settings === null) return gradient;
  const { by, limit } = settings;
  if (by === 'value') return tf.clipByValue(gradient, -limit, limit);
  const norm = tf.sqrt(tf.sum(tf.square(gradient)));
  // Below the limit the divisor is the limit itself, and the scale 1.
  return tf.mul(gradient, tf.div(limit, tf.maximum(norm, limit)));
}
