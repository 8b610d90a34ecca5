/** Separable Conv2D: patterns in each channel first, then a mix of the channels. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activate, activationField } from './activations.ts';
import { checkedConvolvedSize } from './conv-arithmetic.ts';
import { convolveDepthwise, refuseStridesWithDilation, refuseUnequalStrides } from './convolution.ts';
import {
  activityPenaltyField,
  dilationRateField,
  filtersField,
  initializerField,
  kernelAndBiasFields,
  kernelSizeField,
  paddingField,
  penaltyField,
  stridesField,
} from './fields-common.ts';
import { pictureInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import { addBias, biasOf } from './weights-common.ts';

const title = 'Separable Conv2D';

export const separableConv2d = defineOperation({
  kind: 'separableConv2d',
  title,
  group: 'convolution',
  summary:
    'A Conv2D in two lighter steps: patterns in each channel by itself, then a mix of the channels. Fewer weights, similar power.',
  keywords: ['separable convolution', 'xception', 'depthwise', 'pointwise', 'light'],
  fields: {
    filters: filtersField,
    kernelSize: kernelSizeField,
    strides: stridesField,
    padding: paddingField,
    depthMultiplier: {
      type: 'integer',
      label: 'Depth multiplier',
      help: 'How many patterns it looks for in each channel before it mixes them.',
      default: 1,
      min: 1,
      max: 64,
      advanced: true,
    },
    activation: activationField('linear'),
    dilationRate: dilationRateField,
    useBias: kernelAndBiasFields.useBias,
    depthwiseInitializer: initializerField('Depthwise initializer', 'depthwise weights', 'glorotUniform'),
    pointwiseInitializer: initializerField('Pointwise initializer', 'pointwise weights', 'glorotUniform'),
    biasInitializer: kernelAndBiasFields.biasInitializer,
    depthwisePenalty: penaltyField('Depthwise penalty', 'depthwise weights'),
    pointwisePenalty: penaltyField('Pointwise penalty', 'pointwise weights'),
    biasPenalty: kernelAndBiasFields.biasPenalty,
    activityPenalty: activityPenaltyField,
  },
  shape({ filters, kernelSize, strides, padding, dilationRate }, inputs) {
    const [height, width] = pictureInput(inputs, title);
    refuseUnequalStrides(strides);
    refuseStridesWithDilation(strides, dilationRate);
    return [
      checkedConvolvedSize('height', height, kernelSize[0], strides[0], dilationRate[0], padding),
      checkedConvolvedSize('width', width, kernelSize[1], strides[1], dilationRate[1], padding),
      filters,
    ];
  },
  weights(params, inputs) {
    const [, , channels] = pictureInput(inputs, title);
    const { kernelSize, depthMultiplier, filters } = params;
    return [
      {
        role: 'depthwiseKernel',
        shape: [...kernelSize, channels, depthMultiplier],
        initializer: params.depthwiseInitializer,
        penalty: params.depthwisePenalty,
      },
      {
        role: 'pointwiseKernel',
        shape: [1, 1, channels * depthMultiplier, filters],
        initializer: params.pointwiseInitializer,
        penalty: params.pointwisePenalty,
      },
      ...biasOf(params, filters),
    ];
  },
  operation: ({ core, params }) => ({
    compute([x], weights) {
      const patterns = convolveDepthwise(core, x as Tensor4D, weights.read('depthwiseKernel') as Tensor4D, params);
      const mixed = core.conv2d(patterns, weights.read('pointwiseKernel') as Tensor4D, 1, 'valid');
      return activate(core, params.activation, addBias(core, mixed, weights));
    },
  }),
});
