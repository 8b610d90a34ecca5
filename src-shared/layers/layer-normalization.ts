/** Layer normalization: each sample's values get mean 0 and variance 1 over its channels. */
import { onlyInput } from './input-checks.ts';
import { defineLayer } from './layer.ts';
import { normalizationFields, normalize, scaleAndCenter } from './normalization.ts';
import { countWeights, keepMask, operationLayer } from './operation.ts';

export const layerNormalization = defineLayer({
  kind: 'layerNormalization',
  title: 'Layer normalization',
  group: 'normalization',
  summary:
    'Keeps the values around 0 with the same spread, for each sample by itself. Does not depend on the batch; good with recurrent layers.',
  keywords: ['layer norm', 'ln', 'standardize', 'normalise'],
  inputs: { min: 1, max: 1 },
  fields: normalizationFields,
  shape: (_params, inputs) => onlyInput(inputs),
  countWeights: (params, inputs) => countWeights(scaleAndCenter(params, onlyInput(inputs).at(-1) ?? 1)),
  build: (tf, params, context, inputs) =>
    operationLayer(tf, context, {
      weights: scaleAndCenter(params, onlyInput(inputs).at(-1) ?? 1),
      shape: onlyInput(inputs),
      mask: keepMask,
      compute([x], weights) {
        const { mean, variance } = tf.core.moments(x!, -1, true);
        return normalize(tf.core, x!, mean, variance, params.epsilon, weights);
      },
    }),
});
