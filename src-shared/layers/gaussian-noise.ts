/** Gaussian noise: adds random noise while training. */
import { onlyInput } from './input-checks.ts';
import { defineOperation, keepMask } from './operation.ts';

export const gaussianNoise = defineOperation({
  kind: 'gaussianNoise',
  title: 'Gaussian noise',
  group: 'regularization',
  summary: 'While training, adds random noise to every value. Right after the input it makes a denoising autoencoder.',
  keywords: ['denoise', 'denoising', 'corrupt', 'random', 'normal'],
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
  operation: ({ core, params: { stddev }, random }) => ({
    mask: keepMask,
    compute: ([x], _weights, { training }) =>
      training && stddev > 0 ? core.add(x!, random.normal(x!.shape, 0, stddev)) : core.clone(x!),
  }),
});
