/** Dropout: forgets a random share of the values while training. */
import { onlyInput } from './input-checks.ts';
import { defineOperation, keepMask } from './operation.ts';

export const dropout = defineOperation({
  kind: 'dropout',
  title: 'Dropout',
  group: 'regularization',
  summary: 'While training, sets a random share of the values to zero, so that the network relies on no single one.',
  keywords: ['regularize', 'overfitting', 'noise', 'random'],
  fields: {
    rate: {
      type: 'number',
      label: 'Rate',
      help: 'The share of values set to zero: 0.2 is one in five; the others grow to make up for it.',
      default: 0.2,
      min: 0,
      max: 0.99,
    },
  },
  shape: (_params, inputs) => onlyInput(inputs),
  // Inverted dropout (Srivastava et al. 2014, section 10), as Keras does it.
  operation: ({ core, params: { rate }, random }) => ({
    mask: keepMask,
    compute([x], _weights, { training }) {
      if (!training || rate === 0) return core.clone(x!);
      const kept = core.greaterEqual(random.uniform(x!.shape, 0, 1), rate);
      return core.mul(x!, core.mul(core.cast(kept, 'float32'), 1 / (1 - rate)));
    },
  }),
});
