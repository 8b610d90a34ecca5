/** Mask: tells the network which values of its input are there and which are missing. */
import { defineLayer, noWeights } from './layer.ts';
import { sourceShape } from './input-checks.ts';

export const mask = defineLayer({
  kind: 'mask',
  title: 'Mask',
  group: 'core',
  role: 'source',
  summary:
    'Is 1 where the input is known and 0 where it is missing. Concatenate it with the input, so that the network knows holes from black.',
  keywords: ['missing', 'hole', 'inpainting', 'observed', 'fill in', 'source'],
  inputs: { min: 0, max: 0 },
  fields: {
    shape: {
      type: 'shape',
      label: 'Shape',
      help: 'Height and width of the input, with one channel: 28 × 28 × 1.',
      default: [28, 28, 1],
      maxRank: 3,
    },
  },
  shape: (params, inputs) => sourceShape(params.shape, inputs),
  countWeights: () => noWeights,
  build: (tf, params, context) => tf.layers.layers.inputLayer({ inputShape: [...params.shape], name: context.name }),
});
