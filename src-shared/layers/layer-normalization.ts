/** Layer normalization: each sample's values get mean 0 and variance 1 over its channels. */
import { onlyInput } from './input-checks.ts';
import { normalizationFields, normalize, scaleAndCenter } from './normalization.ts';
import { defineOperation, keepMask } from './operation.ts';

export const layerNormalization = defineOperation({
  kind: 'layerNormalization',
  title: 'Layer normalization',
  group: 'normalization',
  summary:
    'Keeps the values around 0 with the same spread, for each sample by itself. Does not depend on the batch; good with recurrent layers.',
  keywords: ['layer norm', 'ln', 'standardize', 'normalise'],
  fields: normalizationFields,
  shape: (_params, inputs) => onlyInput(inputs),
  weights: (params, inputs) => scaleAndCenter(params, onlyInput(inputs).at(-1) ?? 1),
  operation: ({ core, params }) => ({
    mask: keepMask,
    compute([x], weights) {
      const { mean, variance } = core.moments(x!, -1, true);
      return normalize(core, x!, mean, variance, params.epsilon, weights);
    },
  }),
});
