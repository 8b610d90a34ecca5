/** Latent: marks the bottleneck between encoder and decoder. */
import { activityPenaltyField } from './fields-common.ts';
import { identityOperation } from './identity.ts';
import { onlyInput } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { operationLayer } from './operation.ts';

export const latent = defineLayer({
  kind: 'latent',
  title: 'Latent',
  group: 'latent',
  summary:
    'Marks the bottleneck: what comes before it is the encoder, what comes after it the decoder. It changes no value itself.',
  keywords: ['bottleneck', 'code', 'embedding', 'z', 'encoding', 'representation'],
  inputs: { min: 1, max: 1 },
  fields: {
    activityPenalty: {
      ...activityPenaltyField,
      help: 'Makes every active latent value cost something: L1 gives a sparse autoencoder, in which few are active at once.',
      advanced: false,
    },
  },
  shape: (_params, inputs) => onlyInput(inputs),
  countWeights: () => noWeights,
  build: (tf, _params, context, inputs) => operationLayer(tf, context, identityOperation(tf.core, onlyInput(inputs))),
});
