/**
 * Activation functions by Keras's names and with Keras's constants. Owns their numbers and their choice field.
 * Made of differentiable TensorFlow.js ops only, so that they trace and compile.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { choice } from './fields-common.ts';
import type { TensorFlow } from './layer.ts';

export type ActivationKind =
  'linear' | 'relu' | 'leakyRelu' | 'elu' | 'selu' | 'gelu' | 'swish' | 'softplus' | 'sigmoid' | 'tanh' | 'softmax';

const labels: Record<ActivationKind, string> = {
  linear: 'Linear (none)',
  relu: 'ReLU',
  leakyRelu: 'Leaky ReLU',
  elu: 'ELU',
  selu: 'SELU',
  gelu: 'GELU',
  swish: 'Swish',
  softplus: 'Softplus',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softmax: 'Softmax',
};

export const activationField = <V extends ActivationKind>(initial: V) =>
  choice<ActivationKind>({
    label: 'Activation',
    help: 'The curve applied to the result: ReLU is a good start inside a network; at the end, sigmoid keeps values between 0 and 1.',
    default: initial,
    options: labels,
  });

export const recurrentActivationField = choice<ActivationKind>({
  label: 'Gate activation',
  help: 'The curve that opens and closes the gates; sigmoid keeps them between 0 (closed) and 1 (open).',
  default: 'sigmoid',
  options: labels,
  advanced: true,
});

/** Slopes of the two activations that have one. Keras: `leaky_relu(negative_slope=0.2)`, `elu(alpha=1)`. */
export interface ActivationConstants {
  readonly negativeSlope: number;
  readonly alpha: number;
}
const kerasConstants: ActivationConstants = { negativeSlope: 0.2, alpha: 1 };

/** Applies an activation to a tensor of any shape; softmax goes along the last axis. */
export function activate(
  core: TensorFlow['core'],
  kind: ActivationKind,
  x: Tensor,
  constants: ActivationConstants = kerasConstants,
): Tensor {
  switch (kind) {
    case 'linear':
      return x;
    case 'relu':
      return core.relu(x);
    case 'leakyRelu':
      return core.leakyRelu(x, constants.negativeSlope);
    case 'elu': {
      if (constants.alpha === 1) return core.elu(x);
      // x above zero, alpha · (e^x − 1) below, without a branch on values.
      const above = core.relu(x);
      const below = core.mul(core.sub(core.exp(core.sub(x, above)), 1), constants.alpha);
      return core.add(above, below);
    }
    case 'selu':
      return core.selu(x);
    case 'gelu':
      // The exact form, x·Φ(x), Keras's default (approximate=False): Hendrycks and Gimpel 2016, equation 1.
      return core.mul(core.mul(x, 0.5), core.add(core.erf(core.mul(x, Math.SQRT1_2)), 1));
    case 'swish':
      return core.mul(x, core.sigmoid(x));
    case 'softplus':
      return core.softplus(x);
    case 'sigmoid':
      return core.sigmoid(x);
    case 'tanh':
      return core.tanh(x);
    case 'softmax':
      return core.softmax(x);
  }
}
