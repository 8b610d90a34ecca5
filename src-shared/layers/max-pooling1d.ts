/** Max pooling 1D: keeps the strongest value of each stretch of a sequence. */
import { checkedConvolvedSize } from './conv-arithmetic.ts';
import { asPicture, asSequence } from './convolution.ts';
import { paddingField, strideField } from './fields-common.ts';
import { sequenceInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';

export const maxPooling1d = defineOperation({
  kind: 'maxPooling1d',
  title: 'Max pooling 1D',
  group: 'pooling',
  summary: 'Makes a sequence shorter by keeping the strongest value of each stretch of steps.',
  keywords: ['maxpool', 'downsample', 'shorten', 'reduce', 'sequence'],
  fields: {
    poolSize: {
      type: 'integer',
      label: 'Pool size',
      help: 'How many steps become one; 2 halves the length of the sequence.',
      default: 2,
      min: 1,
      max: 4096,
    },
    strides: {
      ...strideField,
      help: 'How many steps apart the stretches are; usually the same as the pool size.',
      default: 2,
      max: 4096,
    },
    padding: paddingField,
  },
  shape({ poolSize, strides, padding }, inputs) {
    const [steps, features] = sequenceInput(inputs, 'Max pooling 1D');
    return [checkedConvolvedSize('steps', steps, poolSize, strides, 1, padding), features];
  },
  operation: ({ core, params: { poolSize, strides, padding } }) => ({
    compute: ([x]) => asSequence(core, core.maxPool(asPicture(core, x!), [1, poolSize], [1, strides], padding)),
  }),
});
