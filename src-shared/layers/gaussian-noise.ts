/** Gaussian noise: adds random noise while training. */
import { onlyInput } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { keepMask, operationLayer } from './operation.ts';

export const gaussianNoise = defineLayer({
  kind: 'gaussianNoise',
  title: 'Gaussian noise',
  group: 'regularization',
  summary: 'While training, adds random noise to every value. Right after the input it makes a denoising autoencoder.',
  keywords: ['denoise', 'denoising', 'corrupt', 'random', 'normal'],
  inputs: { min: 1, max: 1 },
  fields: {
    stddev: {
      type: 'number',
      label: 'Standard deviation',
      help: 'How strong the noise is, in the units of the values; for pictures between 0 and 1, 0.1 is slight and 0.5 strong.',
      default: 0.1,
      min: 0,
      max: 100,
    },
  },
  shape: (_params, inputs) => onlyInput(inputs),
  countWeights: () => noWeights,
  build: (tf, params, context, inputs) =>
    operationLayer(tf, context, {
      shape: onlyInput(inputs),
      mask: keepMask,
      compute: ([x], _weights, { training }) =>
        training && params.stddev > 0
          ? tf.core.add(x!, context.random.normal(x!.shape, 0, params.stddev))
          : tf.core.clone(x!),
    }),
});
