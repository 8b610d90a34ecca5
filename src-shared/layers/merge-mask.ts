/** The mask of a merge: a step counts when it counts in every input that has a mask, as in Keras. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './layer.ts';
import type { CallState } from './operation.ts';

export function commonMask(core: TensorFlow['core'], state: CallState): Tensor | null {
  const masks = state.masks.filter((mask) => mask !== null);
  return masks.length === 0 ? null : masks.reduce((common, mask) => core.mul(common, mask));
}
