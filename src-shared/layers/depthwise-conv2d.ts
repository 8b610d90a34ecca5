/** Depthwise Conv2D: looks for patterns in each channel by itself. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activate, activationField } from './activations.ts';
import { checkedConvolvedSize } from './conv-arithmetic.ts';
import { convolveDepthwise, refuseStridesWithDilation, refuseUnequalStrides } from './convolution.ts';
import {
  dilationRateField,
  kernelAndBiasFields,
  kernelSizeField,
  paddingField,
  stridesField,
} from './fields-common.ts';
import { pictureInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import { addBias, kernelAndBias } from './weights-common.ts';

const title = 'Depthwise Conv2D';

export const depthwiseConv2d = defineOperation({
  kind: 'depthwiseConv2d',
  title,
  group: 'convolution',
  summary: 'Looks for patterns in each channel by itself, without mixing channels. Far fewer weights than Conv2D.',
  keywords: ['depthwise convolution', 'mobilenet', 'channel', 'light'],
  fields: {
    kernelSize: kernelSizeField,
    strides: stridesField,
    padding: paddingField,
    depthMultiplier: {
      type: 'integer',
      label: 'Depth multiplier',
      help: 'How many patterns it looks for in each channel; the output has that many times the channels.',
      default: 1,
      min: 1,
      max: 64,
    },
    activation: activationField('linear'),
    dilationRate: dilationRateField,
    ...kernelAndBiasFields,
  },
  shape({ kernelSize, strides, padding, dilationRate, depthMultiplier }, inputs) {
    const [height, width, channels] = pictureInput(inputs, title);
    refuseUnequalStrides(strides);
    refuseStridesWithDilation(strides, dilationRate);
    return [
      checkedConvolvedSize('height', height, kernelSize[0], strides[0], dilationRate[0], padding),
      checkedConvolvedSize('width', width, kernelSize[1], strides[1], dilationRate[1], padding),
      channels * depthMultiplier,
    ];
  },
  weights(params, inputs) {
    const [, , channels] = pictureInput(inputs, title);
    const { kernelSize, depthMultiplier } = params;
    return kernelAndBias(params, [...kernelSize, channels, depthMultiplier], channels * depthMultiplier);
  },
  operation: ({ core, params }) => ({
    compute([x], weights) {
      const result = convolveDepthwise(core, x as Tensor4D, weights.read('kernel') as Tensor4D, params);
      return activate(core, params.activation, addBias(core, result, weights));
    },
  }),
});
