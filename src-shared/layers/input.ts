/** Input: where the samples enter. */
import { defineLayer, LayerError, noWeights } from './layer.ts';
import { countOf } from './words.ts';

export const input = defineLayer({
  kind: 'input',
  title: 'Input',
  group: 'core',
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
  shape(params, inputs) {
    if (inputs.length === 0) return params.shape;
    throw new LayerError({
      received: `It has ${countOf(inputs.length, 'input')}.`,
      expected: 'It is where the data starts, so no layer can come before it.',
      action: 'Remove the connection into it.',
    });
  },
  countWeights: () => noWeights,
  build: (tf, params, context) => tf.layers.layers.inputLayer({ inputShape: [...params.shape], name: context.name }),
});
