/** What the normalizations share: scale and centre fields and weights, and the formula. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Penalty } from './fields.ts';
import { initializerField, penaltyField } from './fields-common.ts';
import type { InitializerKind } from './initializers.ts';
import type { TensorFlow } from './layer.ts';
import type { Weights, WeightSpec } from './operation.ts';

export const normalizationFields = {
  epsilon: {
    type: 'number',
    label: 'Epsilon',
    help: 'A small number added to the variance, so that nothing is divided by zero.',
    default: 0.001,
    min: 1e-8,
    max: 1,
    advanced: true,
  },
  center: {
    type: 'boolean',
    label: 'Center',
    help: 'Learns a value, beta, to add to each channel afterwards.',
    default: true,
    advanced: true,
  },
  scale: {
    type: 'boolean',
    label: 'Scale',
    help: 'Learns a factor, gamma, to multiply each channel with afterwards.',
    default: true,
    advanced: true,
  },
  betaInitializer: initializerField('Beta initializer', 'beta weights', 'zeros'),
  gammaInitializer: initializerField('Gamma initializer', 'gamma weights', 'ones'),
  betaPenalty: penaltyField('Beta penalty', 'beta weights'),
  gammaPenalty: penaltyField('Gamma penalty', 'gamma weights'),
} as const;

export interface NormalizationParams {
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaInitializer: InitializerKind;
  readonly gammaInitializer: InitializerKind;
  readonly betaPenalty: Penalty;
  readonly gammaPenalty: Penalty;
}

export function scaleAndCenter(params: NormalizationParams, channels: number): WeightSpec[] {
  const shape = [channels];
  return [
    ...(params.scale
      ? [{ role: 'gamma', shape, initializer: params.gammaInitializer, penalty: params.gammaPenalty }]
      : []),
    ...(params.center
      ? [{ role: 'beta', shape, initializer: params.betaInitializer, penalty: params.betaPenalty }]
      : []),
  ];
}

/** (x − mean) / √(variance + ε) · γ + β, along the last axis (Ioffe and Szegedy 2015, algorithm 1). */
export function normalize(
  core: TensorFlow['core'],
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  epsilon: number,
  weights: Weights,
): Tensor {
  return normalizeCentred(core, core.sub(x, mean), variance, epsilon, weights);
}

/** The same for values whose mean is taken off already. */
export function normalizeCentred(
  core: TensorFlow['core'],
  centred: Tensor,
  variance: Tensor,
  epsilon: number,
  weights: Weights,
): Tensor {
  const inverse = core.rsqrt(core.add(variance, epsilon));
  const factor = weights.has('gamma') ? core.mul(inverse, weights.read('gamma')) : inverse;
  const scaled = core.mul(centred, factor);
  return weights.has('beta') ? core.add(scaled, weights.read('beta')) : scaled;
}
