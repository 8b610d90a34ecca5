/** Settings that recurrent kinds share. Owns no kind. */
import { activationField, recurrentActivationField } from './activations.ts';
import type { IntegerField } from './fields.ts';
import { advanced, initializerField, kernelAndBiasFields, penaltyField } from './fields-common.ts';

export const unitsField: IntegerField = {
  type: 'integer',
  label: 'Units',
  help: 'How many values it remembers from step to step, and gives out.',
  default: 64,
  min: 1,
  max: 16_384,
};

export const returnSequencesField = {
  type: 'boolean',
  label: 'Return sequences',
  help: 'On, it gives its output at every step; off, only after the last one, as an encoder does.',
  default: false,
} as const;

export const goBackwardsField = {
  type: 'boolean',
  label: 'Go backwards',
  help: 'Reads the sequence from the end to the start, and gives its outputs in that order.',
  default: false,
  advanced: true,
} as const;

export const recurrentCommonFields = {
  activation: advanced(activationField('tanh')),
  ...kernelAndBiasFields,
  recurrentInitializer: initializerField('Recurrent initializer', 'recurrent weights', 'orthogonal'),
  recurrentPenalty: penaltyField('Recurrent penalty', 'recurrent weights'),
};

export const gateField = { recurrentActivation: recurrentActivationField };

export const unitForgetBiasField = {
  type: 'boolean',
  label: 'Open forget gates',
  help: 'Starts the forget gates’ bias at 1, so that at first it remembers (Jozefowicz et al. 2015).',
  default: true,
  advanced: true,
} as const;

export const resetAfterField = {
  type: 'boolean',
  label: 'Reset after',
  help: 'Applies the reset gate after the product with the recurrent weights, as Keras and GPU libraries do.',
  default: true,
  advanced: true,
} as const;
