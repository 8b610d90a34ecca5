/** Repeat vector: the same values at every step of a sequence. */
import { vectorInput } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { operationLayer } from './operation.ts';

export const repeatVector = defineLayer({
  kind: 'repeatVector',
  title: 'Repeat vector',
  group: 'recurrent',
  summary:
    'Gives the same list of values at every step of a new sequence: the bridge from a latent to a recurrent decoder.',
  keywords: ['repeat', 'sequence', 'seq2seq', 'copy', 'decoder'],
  inputs: { min: 1, max: 1 },
  fields: {
    n: {
      type: 'integer',
      label: 'Repeats',
      help: 'How many steps the sequence gets; in an autoencoder, as many as went into the encoder.',
      default: 28,
      min: 1,
      max: 4096,
    },
  },
  shape: (params, inputs) => [params.n, vectorInput(inputs, 'Repeat vector')],
  countWeights: () => noWeights,
  build: (tf, params, context, inputs) =>
    operationLayer(tf, context, {
      shape: [params.n, vectorInput(inputs, 'Repeat vector')],
      // Multiplied by ones rather than tiled: the gradient is then one sum instead of a slice for each repeat.
      compute: ([x]) => tf.core.mul(tf.core.expandDims(x!, 1), tf.core.ones([1, params.n, 1])),
    }),
});
