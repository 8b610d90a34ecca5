/** Gaussian dropout: multiplies every value by random noise around 1 while training. */
import { rateField } from './dropping.ts';
import { onlyInput } from './input-checks.ts';
import { defineOperation, keepMask } from './operation.ts';

export const gaussianDropout = defineOperation({
  kind: 'gaussianDropout',
  title: 'Gaussian dropout',
  group: 'regularization',
  summary:
    'While training, multiplies every value by a random number around 1. Disturbs as much as Dropout, but sets nothing to zero.',
  keywords: ['dropout', 'noise', 'multiplicative', 'random', 'regularize', 'overfitting'],
  fields: {
    rate: rateField(
      'As strong as Dropout at this rate: the noise’s standard deviation is √(rate ÷ (1 − rate)), which is 0.5 at 0.2.',
      0.2,
    ),
  },
  shape: (_params, inputs) => onlyInput(inputs),
  // Srivastava et al. 2014, section 10; standard deviation as in Keras.
  operation: ({ core, params: { rate }, random }) => ({
    mask: keepMask,
    compute: ([x], _weights, { training }) =>
      training && rate > 0 ? core.mul(x!, random.normal(x!.shape, 1, Math.sqrt(rate / (1 - rate)))) : core.clone(x!),
  }),
});
