/** Activation: a curve applied to every value. */
import { activate, activationField } from './activations.ts';
import { activityPenaltyField, advanced } from './fields-common.ts';
import { onlyInput } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { keepMask, operationLayer } from './operation.ts';

export const activation = defineLayer({
  kind: 'activation',
  title: 'Activation',
  group: 'core',
  summary:
    'Bends every value by a curve, such as ReLU or sigmoid. Without such curves, layers on layers do no more than one.',
  keywords: [
    'relu',
    'leaky relu',
    'elu',
    'selu',
    'gelu',
    'swish',
    'silu',
    'softplus',
    'sigmoid',
    'tanh',
    'softmax',
    'nonlinearity',
  ],
  inputs: { min: 1, max: 1 },
  fields: {
    activation: activationField('relu'),
    negativeSlope: advanced({
      type: 'number',
      label: 'Negative slope',
      help: 'For leaky ReLU only: how steeply it falls below zero.',
      default: 0.3,
      min: 0,
      max: 1,
    }),
    alpha: advanced({
      type: 'number',
      label: 'Alpha',
      help: 'For ELU only: the negative value that it approaches far below zero.',
      default: 1,
      min: 0,
      max: 10,
    }),
    activityPenalty: activityPenaltyField,
  },
  shape: (_params, inputs) => onlyInput(inputs),
  countWeights: () => noWeights,
  build: (tf, params, context, inputs) =>
    operationLayer(tf, context, {
      shape: onlyInput(inputs),
      mask: keepMask,
      // The copy keeps "linear" from handing its input's own tensor on.
      compute: ([x]) => activate(tf.core, params.activation, tf.core.clone(x!), params),
    }),
});
