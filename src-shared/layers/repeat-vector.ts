/** Repeat vector: the same values at every step of a sequence. */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { vectorInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import { noteRepeated } from './repeated.ts';

export const repeatVector = defineOperation({
  kind: 'repeatVector',
  title: 'Repeat vector',
  group: 'recurrent',
  summary:
    'Gives the same list of values at every step of a new sequence: the bridge from a latent to a recurrent decoder.',
  keywords: ['repeat', 'sequence', 'seq2seq', 'copy', 'decoder'],
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
  operation: ({ core, params }) => ({
    // Multiplied by ones rather than tiled: the gradient is then one sum instead of a slice for each repeat.
    compute([x]) {
      const sequence = core.mul(core.expandDims(x!, 1), core.ones([1, params.n, 1]));
      noteRepeated(sequence, x as Tensor2D);
      return sequence;
    },
  }),
});
