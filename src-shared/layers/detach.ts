/** Gradients that are stopped, or passed around a step that has none. Owns no layer. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './layer.ts';

/** What is computed inside counts as a constant: no gradient flows back through it. */
export const withoutGradient = (core: TensorFlow['core'], compute: () => Tensor): Tensor =>
  core.customGrad(() => ({ value: compute(), gradFunc: () => [] }))();

/** `value`, with the gradient of `x` (Bengio, Léonard, Courville 2013, straight-through estimator); both of one shape. */
export const straightThrough = (core: TensorFlow['core'], x: Tensor, value: Tensor): Tensor =>
  core.customGrad(() => ({ value: core.clone(value), gradFunc: (dy: Tensor) => [core.clone(dy)] }))(x);
