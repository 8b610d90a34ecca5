/** Dropout: forgets a random share of the values while training. */
import { onlyInput } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { keepMask, operationLayer } from './operation.ts';

export const dropout = defineLayer({
  kind: 'dropout',
  title: 'Dropout',
  group: 'regularization',
  summary: 'While training, sets a random share of the values to zero, so that the network relies on no single one.',
  keywords: ['regularize', 'overfitting', 'noise', 'random'],
  inputs: { min: 1, max: 1 },
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
  countWeights: () => noWeights,
  build: (tf, params, context, inputs) =>
    operationLayer(tf, context, {
      shape: onlyInput(inputs),
      mask: keepMask,
      // Inverted dropout (Srivastava et al. 2014, section 10), as Keras does it.
      compute([x], _weights, { training }) {
        if (!training || params.rate === 0) return tf.core.clone(x!);
        const kept = tf.core.greaterEqual(context.random.uniform(x!.shape, 0, 1), params.rate);
        return tf.core.mul(x!, tf.core.mul(tf.core.cast(kept, 'float32'), 1 / (1 - params.rate)));
      },
    }),
});
