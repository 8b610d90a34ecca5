/** Embedding: a learned row of numbers for each word or character. */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { activityPenaltyField, initializerField, penaltyField } from './fields-common.ts';
import { describeInput, onlyInput } from './input-checks.ts';
import { LayerError, sizeOf } from './layer.ts';
import type { Shape } from './layer.ts';
import { defineOperation } from './operation.ts';

/** [words] of what is looked up. */
function wordsOf(inputs: readonly Shape[]): number {
  const input = onlyInput(inputs);
  const [words] = input;
  if (input.length === 1 && words !== undefined) return words;
  throw new LayerError({
    received: describeInput(input),
    expected: 'Embedding looks words up by their numbers: one whole number for each, so one dimension.',
    action: 'Connect the Input of text, or More words, to it.',
  });
}

export const embedding = defineOperation({
  kind: 'embedding',
  title: 'Embedding',
  group: 'recurrent',
  summary:
    'Gives each word or character a list of numbers of its own, which is learned: words that are used alike end up near each other.',
  keywords: ['word2vec', 'lookup', 'token', 'vocabulary', 'text', 'vector', 'character'],
  fields: {
    vocabulary: {
      type: 'integer',
      label: 'Vocabulary',
      help: 'How many different words or characters it knows; at least as many as the data have.',
      default: 100,
      min: 2,
      max: 1_000_000,
    },
    units: {
      type: 'integer',
      label: 'Units',
      help: 'How many numbers stand for each word; 16 to 64 for characters, 50 to 300 for words.',
      default: 32,
      min: 1,
      max: 4096,
    },
    maskZero: {
      type: 'boolean',
      label: 'Leave padding out',
      help: 'Token 0 fills up what is too short: the layers that follow then pass over it.',
      default: true,
    },
    embeddingsInitializer: initializerField('Embeddings initializer', 'embeddings', 'randomUniform'),
    embeddingsPenalty: penaltyField('Embeddings penalty', 'embeddings'),
    activityPenalty: activityPenaltyField,
  },
  shape: ({ units }, inputs) => [wordsOf(inputs), units],
  weights: ({ vocabulary, units, embeddingsInitializer, embeddingsPenalty }) => [
    {
      role: 'embeddings',
      shape: [vocabulary, units],
      initializer: embeddingsInitializer,
      penalty: embeddingsPenalty,
    },
  ],
  operation: ({ core, params: { vocabulary, units, maskZero } }) => ({
    mask: ([words]) => (maskZero ? core.cast(core.notEqual(words!, core.zerosLike(words!)), 'float32') : null),
    compute([words], weights) {
      // Exported networks and explorers may be given words as floats, or numbers that were never learned.
      const known = core.minimum(core.maximum(core.cast(words!, 'int32'), scalar(0)), scalar(vocabulary - 1));
      const rows = core.gather(
        weights.read('embeddings') as Tensor2D,
        core.reshape(known, [sizeOf(words!.shape)]) as Tensor1D,
      );
      return core.reshape(rows, [...words!.shape, units]);

      function scalar(value: number): Tensor {
        return core.scalar(value, 'int32');
      }
    },
  }),
});
