/** Dense: every output is a weighted sum of all inputs. */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { activate, activationField } from './activations.ts';
import { kernelAndBiasFields } from './fields-common.ts';
import { describeInput, onlyInput } from './input-checks.ts';
import { LayerError, sizeOf } from './layer.ts';
import type { Shape } from './layer.ts';
import { defineOperation, keepMask } from './operation.ts';
import { spectralNormalizationField, spectralVector, spectrallyNormalized } from './spectral-normalization.ts';
import { addBias, kernelAndBias } from './weights-common.ts';

/** Works on the last axis: [features] or, at every step alike, [steps, features]. */
function featuresOf(inputs: readonly Shape[]): number {
  const input = onlyInput(inputs);
  const features = input.at(-1);
  if (input.length <= 2 && features !== undefined) return features;
  throw new LayerError({
    received: describeInput(input),
    expected: 'Dense works on a plain list of values, which has one dimension, or on a sequence, which has two.',
    action: 'Put a Flatten layer before it; to mix the channels of each pixel, use Conv2D with a 1 × 1 kernel.',
  });
}

export const dense = defineOperation({
  kind: 'dense',
  title: 'Dense',
  group: 'core',
  summary: 'Connects every input value with every output value. The workhorse of fully connected networks.',
  keywords: ['fully connected', 'linear', 'perceptron', 'mlp', 'units', 'neurons'],
  fields: {
    units: {
      type: 'integer',
      label: 'Units',
      help: 'How many values come out; in front of the bottleneck, fewer units mean stronger compression.',
      default: 64,
      min: 1,
      max: 1_000_000,
    },
    activation: activationField('linear'),
    ...kernelAndBiasFields,
    spectralNormalization: spectralNormalizationField,
  },
  shape(params, inputs) {
    featuresOf(inputs);
    return [...onlyInput(inputs).slice(0, -1), params.units];
  },
  weights: (params, inputs) => [
    ...kernelAndBias(params, [featuresOf(inputs), params.units], params.units),
    ...spectralVector(params, params.units),
  ],
  operation: ({ core, params }) => ({
    mask: keepMask,
    compute([x], weights, { training }) {
      const [features = 1, ...leading] = x!.shape.toReversed();
      const rows = core.reshape(x!, [sizeOf(leading), features]);
      const product = core.matMul(rows, spectrallyNormalized(core, weights, training) as Tensor2D);
      const result = activate(core, params.activation, addBias(core, product, weights));
      return core.reshape(result, [...leading.toReversed(), params.units]);
    },
  }),
});
