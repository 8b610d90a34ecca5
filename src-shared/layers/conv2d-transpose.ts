/** Conv2D transpose: the way back up from a Conv2D. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activate, activationField } from './activations.ts';
import { checkedTransposedSize, transposedSize } from './conv-arithmetic.ts';
import {
  filtersField,
  kernelAndBiasFields,
  kernelSizeField,
  outputPaddingField,
  stridesField,
  transposePaddingField,
} from './fields-common.ts';
import { pictureInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import { spectralNormalizationField, spectralVector, spectrallyNormalized } from './spectral-normalization.ts';
import { addBias, kernelAndBias } from './weights-common.ts';

const title = 'Conv2D transpose';

export const conv2dTranspose = defineOperation({
  kind: 'conv2dTranspose',
  title,
  group: 'convolution',
  summary:
    'Paints a small pattern for every input value: the way back up from a Conv2D. With strides it makes the picture larger.',
  keywords: ['deconvolution', 'transposed convolution', 'upsample', 'decoder', 'conv2d_transpose', 'enlarge'],
  fields: {
    filters: { ...filtersField, help: 'How many channels come out; each is painted with patterns of its own.' },
    kernelSize: {
      ...kernelSizeField,
      help: 'Height and width, in pixels, of the pattern that each input value paints.',
    },
    strides: {
      ...stridesField,
      help: 'How far apart the patterns are painted, down and across; 2 × 2 doubles height and width.',
    },
    padding: transposePaddingField,
    activation: activationField('linear'),
    outputPadding: outputPaddingField,
    cropping: {
      type: 'edges',
      label: 'Cropping',
      help: 'Rows and columns cut off the result, to meet a size exactly: top, bottom, left, right.',
      default: [0, 0, 0, 0],
      min: 0,
      max: 256,
      advanced: true,
    },
    ...kernelAndBiasFields,
    spectralNormalization: spectralNormalizationField,
  },
  shape({ filters, kernelSize, strides, padding, outputPadding, cropping }, inputs) {
    const [height, width] = pictureInput(inputs, title);
    const [top, bottom, left, right] = cropping;
    return [
      checkedTransposedSize('height', height, kernelSize[0], strides[0], padding, outputPadding, [top, bottom]),
      checkedTransposedSize('width', width, kernelSize[1], strides[1], padding, outputPadding, [left, right]),
      filters,
    ];
  },
  weights(params, inputs) {
    const [, , channels] = pictureInput(inputs, title);
    return [
      ...kernelAndBias(params, [...params.kernelSize, params.filters, channels], params.filters),
      ...spectralVector(params, channels),
    ];
  },
  operation({ core, params, inputs, shape }) {
    const { filters, kernelSize, strides, padding, outputPadding, cropping } = params;
    const [height, width] = pictureInput(inputs, title);
    const rows = transposedSize(height, kernelSize[0], strides[0], padding, outputPadding) ?? 0;
    const columns = transposedSize(width, kernelSize[1], strides[1], padding, outputPadding) ?? 0;
    return {
      compute([x], weights, { training }) {
        const batch = x!.shape[0] ?? 1;
        const kernel = spectrallyNormalized(core, weights, training) as Tensor4D;
        const size: [number, number, number, number] = [batch, rows, columns, filters];
        const painted = core.conv2dTranspose(x as Tensor4D, kernel, size, [...strides], padding);
        const cropped = cropping.some((n) => n > 0)
          ? core.slice(painted, [0, cropping[0], cropping[2], 0], [batch, ...shape])
          : painted;
        return activate(core, params.activation, addBias(core, cropped, weights));
      },
    };
  },
});
