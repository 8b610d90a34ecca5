/** Batch normalization: each channel gets mean 0 and variance 1 over the batch. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { advanced } from './fields-common.ts';
import { onlyInput } from './input-checks.ts';
import type { TensorFlow } from './layer.ts';
import { normalizationFields, normalize, scaleAndCenter } from './normalization.ts';
import { defineOperation, keepMask } from './operation.ts';

/** Mean and (biased) variance of each channel; steps that are masked out do not count, as in Keras. */
function moments(core: TensorFlow['core'], x: Tensor, mask: Tensor | null): { mean: Tensor; variance: Tensor } {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  if (mask === null) return core.moments(x, axes);
  const weight = core.expandDims(mask, -1);
  const total = core.add(core.sum(mask), 1e-7);
  const mean = core.div(core.sum(core.mul(x, weight), axes), total);
  const variance = core.div(core.sum(core.mul(core.square(core.sub(x, mean)), weight), axes), total);
  return { mean, variance };
}

export const batchNormalization = defineOperation({
  kind: 'batchNormalization',
  title: 'Batch normalization',
  group: 'normalization',
  summary:
    'Keeps each channel’s values around 0 with the same spread, measured over the batch. Often makes training faster and steadier.',
  keywords: ['batch norm', 'bn', 'standardize', 'normalise', 'moving average'],
  fields: {
    momentum: advanced({
      type: 'number',
      label: 'Momentum',
      help: 'How slowly the averages used after training follow the batches; lower it when training is short.',
      default: 0.99,
      min: 0,
      max: 0.9999,
    }),
    ...normalizationFields,
  },
  shape: (_params, inputs) => onlyInput(inputs),
  weights: (params, inputs) => {
    const channels = onlyInput(inputs).at(-1) ?? 1;
    return [
      ...scaleAndCenter(params, channels),
      { role: 'movingMean', shape: [channels], initializer: 'zeros', trainable: false },
      { role: 'movingVariance', shape: [channels], initializer: 'ones', trainable: false },
    ];
  },
  operation: ({ core, params: { momentum, epsilon } }) => ({
    mask: keepMask,
    compute([x], weights, { training, masks }) {
      const movingMean = weights.read('movingMean');
      const movingVariance = weights.read('movingVariance');
      if (!training) return normalize(core, x!, movingMean, movingVariance, epsilon, weights);
      const { mean, variance } = moments(core, x!, masks[0] ?? null);
      const follow = (moving: Tensor, value: Tensor): Tensor =>
        core.add(core.mul(moving, momentum), core.mul(value, 1 - momentum));
      weights.write('movingMean', follow(movingMean, mean));
      weights.write('movingVariance', follow(movingVariance, variance));
      return normalize(core, x!, mean, variance, epsilon, weights);
    },
  }),
});
