/** Layers that hand on what they are given: latent and output. Owns the operation that does nothing. */
import type { Operation } from './operation.ts';
import { keepMask } from './operation.ts';
import type { Shape, TensorFlow } from './layer.ts';

/** A copy, not the tensor itself, so that its mask and its name stay this layer's own. */
export const identityOperation = (core: TensorFlow['core'], shape: Shape): Operation => ({
  shape,
  mask: keepMask,
  compute: ([x]) => core.clone(x!),
});
