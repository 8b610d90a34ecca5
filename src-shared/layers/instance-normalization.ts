/** Instance normalization: each channel of each sample gets mean 0 and variance 1. It is group normalization with one channel a group. */
import { normalizeGroups } from './group-moments.ts';
import { describeInput, onlyInput } from './input-checks.ts';
import { LayerError } from './layer.ts';
import { normalizationFields, scaleAndCenter } from './normalization.ts';
import { defineOperation, keepMask } from './operation.ts';

export const instanceNormalization = defineOperation({
  kind: 'instanceNormalization',
  title: 'Instance normalization',
  group: 'normalization',
  summary:
    'Keeps each channel of each picture around 0 with the same spread, which takes contrast and colour cast out. The same as group normalization with one channel a group.',
  keywords: ['instance norm', 'in', 'style', 'contrast', 'standardize', 'normalise'],
  fields: normalizationFields,
  shape(_params, inputs) {
    const shape = onlyInput(inputs);
    if (shape.length > 1) return shape;
    throw new LayerError({
      received: describeInput(shape),
      expected: 'It evens out each channel over its pixels or steps, so it works on pictures and sequences.',
      action: 'Use layer normalization for a plain list of values.',
    });
  },
  weights: (params, inputs) => scaleAndCenter(params, onlyInput(inputs).at(-1) ?? 1),
  operation: ({ core, params, shape }) => ({
    mask: keepMask,
    compute: ([x], weights) => normalizeGroups(core, x!, shape, shape.at(-1)!, params.epsilon, weights),
  }),
});
