/** Latent: marks the bottleneck between encoder and decoder. */
import { activityPenaltyField } from './fields-common.ts';
import { onlyInput } from './input-checks.ts';
import { defineOperation, keepMask } from './operation.ts';

export const latent = defineOperation({
  kind: 'latent',
  title: 'Latent',
  group: 'latent',
  summary:
    'Marks the bottleneck: what comes before it is the encoder, what comes after it the decoder. It changes no value itself.',
  keywords: ['bottleneck', 'code', 'embedding', 'z', 'encoding', 'representation'],
  fields: {
    activityPenalty: {
      ...activityPenaltyField,
      help: 'Makes every active latent value cost something: L1 gives a sparse autoencoder, in which few are active at once.',
      advanced: false,
    },
  },
  shape: (_params, inputs) => onlyInput(inputs),
  operation: ({ core }) => ({ mask: keepMask, compute: ([x]) => core.clone(x!) }),
});
