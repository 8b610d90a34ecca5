/** Alpha dropout: dropout that keeps mean and variance, for networks of SELUs. */
import { drawKept, rateField } from './dropping.ts';
import { onlyInput } from './input-checks.ts';
import { defineOperation, keepMask } from './operation.ts';

/** What SELU approaches far below zero: −λα (Klambauer et al. 2017, equation 2). */
const LOWEST = -1.673_263_242_354_377_2 * 1.050_700_987_355_480_5;

export const alphaDropout = defineOperation({
  kind: 'alphaDropout',
  title: 'Alpha dropout',
  group: 'regularization',
  summary:
    'The dropout that goes with the activation SELU: what it forgets takes SELU’s lowest value, so that mean and spread stay as they were.',
  keywords: ['dropout', 'selu', 'self-normalizing', 'random', 'regularize', 'overfitting'],
  fields: {
    rate: rateField('The share of values that are forgotten: 0.1 is one in ten, and a good start with SELU.', 0.1),
  },
  shape: (_params, inputs) => onlyInput(inputs),
  // Klambauer et al. 2017, "Self-normalizing neural networks", section 2 ("alpha dropout"): a·(x·kept + α′·(1 − kept)) + b.
  operation: ({ core, params: { rate }, random }) => ({
    mask: keepMask,
    compute([x], _weights, { training }) {
      if (!training || rate === 0) return core.clone(x!);
      const kept = drawKept(core, random, x!.shape, rate);
      const a = ((1 - rate) * (1 + rate * LOWEST ** 2)) ** -0.5;
      const b = -a * LOWEST * rate;
      // The same, sorted by what is drawn: x·(a·kept) + (a·α′ + b) − a·α′·kept.
      const factor = core.mul(kept, a);
      return core.add(core.mul(x!, factor), core.sub(a * LOWEST + b, core.mul(factor, LOWEST)));
    },
  }),
});
