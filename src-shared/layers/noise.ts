/** Noise: random numbers in place of data, drawn anew for every sample of every step. */
import { choice } from './fields-common.ts';
import { defineLayer, noWeights } from './layer.ts';
import { sourceShape } from './input-checks.ts';

export const noise = defineLayer({
  kind: 'noise',
  title: 'Noise',
  group: 'adversarial',
  role: 'source',
  summary:
    'Random numbers, new ones every time. A generator makes pictures of them; an adversarial autoencoder shapes its latent after them.',
  keywords: ['random', 'gan', 'generator', 'prior', 'z', 'source', 'gaussian'],
  inputs: { min: 0, max: 0 },
  fields: {
    shape: {
      type: 'shape',
      label: 'Shape',
      help: 'How many numbers for each sample: for a generator 32 to 128, for a prior as many as the latent has.',
      default: [64],
      maxRank: 3,
    },
    distribution: choice({
      label: 'Distribution',
      help: 'Normal: mean 0, standard deviation 1. Uniform: from −1 to 1.',
      default: 'normal',
      options: { normal: 'Normal', uniform: 'Uniform' },
    }),
  },
  shape: (params, inputs) => sourceShape(params.shape, inputs),
  countWeights: () => noWeights,
  build: (tf, params, context) => tf.layers.layers.inputLayer({ inputShape: [...params.shape], name: context.name }),
});
