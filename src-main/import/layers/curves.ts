/** Layers that are nothing but a curve: one node of the kind "activation", with the constants of each. */
import type { AnyParams, Penalty } from '#shared/layers/fields.ts';
import type { ActivationKind } from '#shared/layers/activations.ts';
import { activation as activationSetting, penalty } from '../../export/keras/settings.ts';
import type { Converter } from './converted.ts';
import type { LayerReading } from './reading.ts';

const settings = { activation: activationSetting(), activityPenalty: penalty('activity_regularizer') };

const curve = (reading: LayerReading, activation: ActivationKind, constants: AnyParams = {}) => ({
  kind: 'activation' as const,
  params: reading.params('activation', settings, { activation, ...constants }),
});

/** A curve of Keras's, whose leaky ReLU is less steep than the layer's own. */
const activation: Converter = (reading) => [
  { kind: 'activation', params: reading.params('activation', settings, { negativeSlope: 0.2 }) },
];

function number(reading: LayerReading, names: readonly string[], otherwise: number): number {
  for (const name of names) {
    const value = reading.ask(name);
    if (value === undefined || value === null) continue;
    const plain = Array.isArray(value) && value.length === 1 ? value[0] : value;
    return typeof plain === 'number' ? plain : reading.refuseSetting(name);
  }
  return otherwise;
}

const leakyRelu: Converter = (reading) => [
  curve(reading, 'leakyRelu', { negativeSlope: number(reading, ['negative_slope', 'alpha'], 0.3) }),
];

const elu: Converter = (reading) => [curve(reading, 'elu', { alpha: number(reading, ['alpha'], 1) })];

/** With a slope below zero it is leaky; a largest value or a threshold is checked to be none with all that is not asked for. */
const relu: Converter = (reading) => {
  const slope = number(reading, ['negative_slope'], 0);
  return [slope === 0 ? curve(reading, 'relu') : curve(reading, 'leakyRelu', { negativeSlope: slope })];
};

const softmax: Converter = (reading) => [curve(reading, 'softmax')];
const identity: Converter = (reading) => [curve(reading, 'linear')];

const penalised: Converter = (reading) => {
  const activityPenalty: Penalty = { l1: number(reading, ['l1'], 0), l2: number(reading, ['l2'], 0) };
  return [curve(reading, 'linear', { activityPenalty })];
};

export const curves: Readonly<Record<string, Converter>> = {
  Activation: activation,
  LeakyReLU: leakyRelu,
  ELU: elu,
  ReLU: relu,
  Softmax: softmax,
  Identity: identity,
  ActivityRegularization: penalised,
};
