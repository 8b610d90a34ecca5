/** Conv1D: looks for short patterns along a sequence. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activate, activationField } from './activations.ts';
import { checkedConvolvedSize, spanOf } from './conv-arithmetic.ts';
import { asPicture, asSequence, convolve, refuseStridesWithDilation } from './convolution.ts';
import {
  causalPaddingField,
  dilationField,
  filtersField,
  kernelAndBiasFields,
  kernelLengthField,
  strideField,
} from './fields-common.ts';
import { sequenceInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import { addBias, kernelAndBias } from './weights-common.ts';

export const conv1d = defineOperation({
  kind: 'conv1d',
  title: 'Conv1D',
  group: 'convolution',
  summary:
    'Slides short windows along a sequence and answers where each pattern is. For signals, text and time series.',
  keywords: ['convolution', 'temporal', 'signal', 'sequence', 'causal', 'wavenet', 'time series'],
  fields: {
    filters: filtersField,
    kernelSize: kernelLengthField,
    strides: strideField,
    padding: causalPaddingField,
    activation: activationField('linear'),
    dilationRate: dilationField,
    ...kernelAndBiasFields,
  },
  shape({ filters, kernelSize, strides, padding, dilationRate }, inputs) {
    const [steps] = sequenceInput(inputs, 'Conv1D');
    refuseStridesWithDilation([strides], [dilationRate]);
    return [checkedConvolvedSize('steps', steps, kernelSize, strides, dilationRate, padding), filters];
  },
  weights(params, inputs) {
    const [, features] = sequenceInput(inputs, 'Conv1D');
    return kernelAndBias(params, [params.kernelSize, features, params.filters], params.filters);
  },
  operation: ({ core, params: { kernelSize, strides, padding, dilationRate, activation } }) => ({
    compute([x], weights) {
      const picture = asPicture(core, x!);
      const before = padding === 'causal' ? spanOf(kernelSize, dilationRate) - 1 : 0;
      const padded: Tensor4D =
        before > 0
          ? core.pad(picture, [
              [0, 0],
              [0, 0],
              [before, 0],
              [0, 0],
            ])
          : picture;
      const result = convolve(core, padded, core.expandDims(weights.read('kernel'), 0), {
        strides: [1, strides],
        padding: padding === 'causal' ? 'valid' : padding,
        dilationRate: [1, dilationRate],
      });
      return activate(core, activation, addBias(core, asSequence(core, result), weights));
    },
  }),
});
