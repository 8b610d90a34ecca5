/** Input: where the samples enter. */
import { sourceShape } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';

export const input = defineLayer({
  kind: 'input',
  title: 'Input',
  group: 'core',
  role: 'source',
  summary:
    'Where your data enters the network. Its shape is the shape of one sample: 28 × 28 × 1 for small grey pictures.',
  keywords: ['source', 'data', 'start', 'sample'],
  inputs: { min: 0, max: 0 },
  fields: {
    shape: {
      type: 'shape',
      label: 'Shape',
      help: 'Size of one sample: height × width × channels for pictures, steps × features for sequences, or one number.',
      default: [28, 28, 1],
      maxRank: 3,
    },
  },
  shape: (params, inputs) => sourceShape(params.shape, inputs),
  countWeights: () => noWeights,
  build: (tf, params, context) => tf.layers.layers.inputLayer({ inputShape: [...params.shape], name: context.name }),
});
