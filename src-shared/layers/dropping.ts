/** Inverted dropout, which several kinds share: what is forgotten, and how much the rest grows. Owns no kind's settings. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { NumberField } from './fields.ts';
import type { BuildContext, TensorFlow } from './layer.ts';

/** `what` becomes zero, or noisy: "values", "whole channels". */
export const rateField = (help: string, initial: number): NumberField => ({
  type: 'number',
  label: 'Rate',
  help,
  default: initial,
  min: 0,
  max: 0.99,
});

/**
 * 1 for what is kept and 0 for what is forgotten, in the share `rate`; `shape` may have ones where whole rows share a
 * fate (noise_shape in Keras).
 */
export function drawKept(
  core: TensorFlow['core'],
  random: BuildContext['random'],
  shape: number[],
  rate: number,
): Tensor {
  return core.cast(core.greaterEqual(random.uniform(shape, 0, 1), rate), 'float32');
}

/** Inverted dropout (Srivastava et al. 2014, section 10), as Keras does it. `shape`: as in `drawKept`; left out, that of `x`. */
export function dropOut(
  core: TensorFlow['core'],
  random: BuildContext['random'],
  x: Tensor,
  rate: number,
  shape: number[] = x.shape,
): Tensor {
  return core.mul(x, core.mul(drawKept(core, random, shape, rate), 1 / (1 - rate)));
}
