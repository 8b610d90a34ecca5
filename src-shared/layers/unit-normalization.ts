/** Unit normalization: each position's values become a vector of length 1. */
import { onlyInput } from './input-checks.ts';
import { defineOperation, keepMask } from './operation.ts';

/** The smallest squared length that is divided by, as in tf.math.l2_normalize: nothing is divided by zero. */
const SMALLEST = 1e-12;

export const unitNormalization = defineOperation({
  kind: 'unitNormalization',
  title: 'Unit normalization',
  group: 'normalization',
  summary:
    'Scales the values of each sample (at each pixel or step) to a vector of length 1, so that only their direction counts. A latent on a sphere.',
  keywords: ['l2 normalize', 'length', 'sphere', 'cosine', 'direction', 'normalise'],
  fields: {},
  shape: (_params, inputs) => onlyInput(inputs),
  // x ÷ √max(Σx², ε) along the last axis, as keras.layers.UnitNormalization (whose ε lies lower).
  operation: ({ core }) => ({
    mask: keepMask,
    compute: ([x]) => core.mul(x!, core.rsqrt(core.maximum(core.sum(core.square(x!), -1, true), SMALLEST))),
  }),
});
