/** Group normalization: each group of channels gets mean 0 and variance 1, for each sample by itself. */
import { normalizeGroups } from './group-moments.ts';
import { onlyInput } from './input-checks.ts';
import { LayerError } from './layer.ts';
import { normalizationFields, scaleAndCenter } from './normalization.ts';
import { defineOperation, keepMask } from './operation.ts';
import { countOf } from './words.ts';

export const groupNormalization = defineOperation({
  kind: 'groupNormalization',
  title: 'Group normalization',
  group: 'normalization',
  summary:
    'Keeps the values of each group of channels around 0 with the same spread, for each sample by itself. Does not depend on the batch, so that it works with small ones.',
  keywords: ['group norm', 'gn', 'standardize', 'normalise', 'channels'],
  fields: {
    groups: {
      type: 'integer',
      label: 'Groups',
      help: 'How many groups the channels form; it must divide their number. One group is layer normalization over the whole picture, as many as channels is instance normalization.',
      default: 32,
      min: 1,
      max: 4096,
    },
    ...normalizationFields,
  },
  shape({ groups }, inputs) {
    const shape = onlyInput(inputs);
    const channels = shape.at(-1) ?? 1;
    if (channels % groups === 0) return shape;
    const divisors = Array.from({ length: channels }, (_, n) => n + 1).filter((n) => channels % n === 0);
    throw new LayerError({
      received: `It is to make ${countOf(groups, 'group')} of ${countOf(channels, 'channel')}.`,
      expected: 'All groups must have the same number of channels.',
      action: `Set groups to one of ${divisors.slice(-6).join(', ')}, or change the number of channels before it.`,
    });
  },
  weights: (params, inputs) => scaleAndCenter(params, onlyInput(inputs).at(-1) ?? 1),
  operation: ({ core, params, shape }) => ({
    mask: keepMask,
    compute: ([x], weights) => normalizeGroups(core, x!, shape, params.groups, params.epsilon, weights),
  }),
});
