/** Activation: a curve applied to every value. */
import { activate, activationField } from './activations.ts';
import { activityPenaltyField, advanced } from './fields-common.ts';
import { onlyInput } from './input-checks.ts';
import { defineOperation, keepMask } from './operation.ts';

export const activation = defineOperation({
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
  operation: ({ core, params }) => ({
    mask: keepMask,
    // The copy keeps "linear" from handing its input's own tensor on.
    compute: ([x]) => activate(core, params.activation, core.clone(x!), params),
  }),
});
