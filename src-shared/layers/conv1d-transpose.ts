/** Conv1D transpose: the way back up from a Conv1D. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activate, activationField } from './activations.ts';
import { checkedTransposedSize, transposedSize } from './conv-arithmetic.ts';
import { asPicture, asSequence } from './convolution.ts';
import {
  filtersField,
  kernelAndBiasFields,
  kernelLengthField,
  outputPaddingField,
  strideField,
  transposePaddingField,
} from './fields-common.ts';
import { sequenceInput } from './input-checks.ts';
import { defineOperation } from './operation.ts';
import { addBias, kernelAndBias } from './weights-common.ts';

const title = 'Conv1D transpose';

export const conv1dTranspose = defineOperation({
  kind: 'conv1dTranspose',
  title,
  group: 'convolution',
  summary:
    'Writes a short pattern for every step: the way back up from a Conv1D. With strides it makes the sequence longer.',
  keywords: ['deconvolution', 'transposed convolution', 'upsample', 'decoder', 'sequence'],
  fields: {
    filters: { ...filtersField, help: 'How many channels come out; each is written with patterns of its own.' },
    kernelSize: { ...kernelLengthField, help: 'How many steps long the pattern is that each input step writes.' },
    strides: {
      ...strideField,
      help: 'How many steps apart the patterns are written; 2 doubles the length of the sequence.',
    },
    padding: transposePaddingField,
    activation: activationField('linear'),
    outputPadding: outputPaddingField,
    cropping: {
      type: 'pair',
      parts: ['start', 'end'],
      label: 'Cropping',
      help: 'Steps cut off the start and the end of the result, to meet a length exactly.',
      default: [0, 0],
      min: 0,
      max: 4096,
      advanced: true,
    },
    ...kernelAndBiasFields,
  },
  shape({ filters, kernelSize, strides, padding, outputPadding, cropping }, inputs) {
    const [steps] = sequenceInput(inputs, title);
    return [checkedTransposedSize('steps', steps, kernelSize, strides, padding, outputPadding, cropping), filters];
  },
  weights(params, inputs) {
    const [, features] = sequenceInput(inputs, title);
    return kernelAndBias(params, [params.kernelSize, params.filters, features], params.filters);
  },
  operation({ core, params, inputs, shape }) {
    const { filters, kernelSize, strides, padding, outputPadding, cropping } = params;
    const [steps] = sequenceInput(inputs, title);
    const length = transposedSize(steps, kernelSize, strides, padding, outputPadding) ?? 0;
    return {
      compute([x], weights) {
        const batch = x!.shape[0] ?? 1;
        const kernel: Tensor4D = core.expandDims(weights.read('kernel'), 0);
        const size: [number, number, number, number] = [batch, 1, length, filters];
        const written = asSequence(
          core,
          core.conv2dTranspose(asPicture(core, x!), kernel, size, [1, strides], padding),
        );
        const cropped = cropping.some((n) => n > 0)
          ? core.slice(written, [0, cropping[0], 0], [batch, ...shape])
          : written;
        return activate(core, params.activation, addBias(core, cropped, weights));
      },
    };
  },
});
