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
import { defineLayer } from './layer.ts';
import { countWeights, operationLayer } from './operation.ts';
import { addBias, kernelAndBias } from './weights-common.ts';

export const conv1d = defineLayer({
  kind: 'conv1d',
  title: 'Conv1D',
  group: 'convolution',
  summary:
    'Slides short windows along a sequence and answers where each pattern is. For signals, text and time series.',
  keywords: ['convolution', 'temporal', 'signal', 'sequence', 'causal', 'wavenet', 'time series'],
  inputs: { min: 1, max: 1 },
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
  countWeights(params, inputs) {
    const [, features] = sequenceInput(inputs, 'Conv1D');
    return countWeights(kernelAndBias(params, [params.kernelSize, features, params.filters], params.filters));
  },
  build(tf, params, context, inputs) {
    const { core } = tf;
    const [, features] = sequenceInput(inputs, 'Conv1D');
    const { kernelSize, strides, padding, dilationRate } = params;
    const causal = padding === 'causal';
    return operationLayer(tf, context, {
      weights: kernelAndBias(params, [kernelSize, features, params.filters], params.filters),
      shape: this.shape(params, inputs),
      compute([x], weights) {
        const picture = asPicture(core, x!);
        const before = causal ? spanOf(kernelSize, dilationRate) - 1 : 0;
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
          padding: causal ? 'valid' : padding,
          dilationRate: [1, dilationRate],
        });
        return activate(core, params.activation, addBias(core, asSequence(core, result), weights));
      },
    });
  },
});
