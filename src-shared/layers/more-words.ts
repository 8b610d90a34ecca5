/** More words: a second stream of words, which the objective feeds. */
import { sourceShape } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';

export const moreWords = defineLayer({
  kind: 'moreWords',
  title: 'More words',
  group: 'recurrent',
  role: 'source',
  summary:
    'Words besides those of the input. For Translate: what has been written so far. For Skip-gram: words that stand near, and others that do not.',
  keywords: ['previous words', 'decoder', 'teacher forcing', 'context', 'negative sampling', 'source', 'text'],
  inputs: { min: 0, max: 0 },
  fields: {
    shape: {
      type: 'shape',
      label: 'Shape',
      help: 'How many words: as many as come out for Translate; for Skip-gram twice the words to either side, and the strangers.',
      default: [40],
      maxRank: 1,
    },
  },
  shape: (params, inputs) => sourceShape(params.shape, inputs),
  countWeights: () => noWeights,
  build: (tf, params, context) => tf.layers.layers.inputLayer({ inputShape: [...params.shape], name: context.name }),
});
