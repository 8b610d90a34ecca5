/** Conv2D: looks for small patterns all over a picture. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activate, activationField } from './activations.ts';
import { checkedConvolvedSize } from './conv-arithmetic.ts';
import { convolve, refuseStridesWithDilation } from './convolution.ts';
import {
  dilationRateField,
  filtersField,
  kernelAndBiasFields,
  kernelSizeField,
  paddingField,
  stridesField,
} from './fields-common.ts';
import { pictureInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import { spectralNormalizationField, spectralVector, spectrallyNormalized } from './spectral-normalization.ts';
import { addBias, kernelAndBias } from './weights-common.ts';

export const conv2d = defineOperation({
  kind: 'conv2d',
  title: 'Conv2D',
  group: 'convolution',
  summary:
    'Slides small windows over a picture and answers where each pattern is. With strides it also makes the picture smaller.',
  keywords: ['convolution', 'convolutional', 'cnn', 'image', 'picture', 'filter', 'kernel'],
  fields: {
    filters: filtersField,
    kernelSize: kernelSizeField,
    strides: stridesField,
    padding: paddingField,
    activation: activationField('linear'),
    dilationRate: dilationRateField,
    ...kernelAndBiasFields,
    spectralNormalization: spectralNormalizationField,
  },
  shape({ filters, kernelSize, strides, padding, dilationRate }, inputs) {
    const [height, width] = pictureInput(inputs, 'Conv2D');
    refuseStridesWithDilation(strides, dilationRate);
    return [
      checkedConvolvedSize('height', height, kernelSize[0], strides[0], dilationRate[0], padding),
      checkedConvolvedSize('width', width, kernelSize[1], strides[1], dilationRate[1], padding),
      filters,
    ];
  },
  weights(params, inputs) {
    const [, , channels] = pictureInput(inputs, 'Conv2D');
    return [
      ...kernelAndBias(params, [...params.kernelSize, channels, params.filters], params.filters),
      ...spectralVector(params, params.filters),
    ];
  },
  operation: ({ core, params }) => ({
    compute([x], weights, { training }) {
      const result = convolve(core, x as Tensor4D, spectrallyNormalized(core, weights, training) as Tensor4D, params);
      return activate(core, params.activation, addBias(core, result, weights));
    },
  }),
});
