/** PReLU: a ReLU whose slope below zero is learned. */
import { choice, initializerField, penaltyField } from './fields-common.ts';
import { onlyInput } from './input-checks.ts';
import type { Shape } from './layer.ts';
import { defineOperation, keepMask } from './operation.ts';

type Sharing = 'none' | 'positions' | 'all';

/** The slopes' shape: 1 along the axes that share them (shared_axes in Keras). */
function slopes(sharedAxes: Sharing, shape: Shape): Shape {
  const last = shape.length - 1;
  return shape.map((n, axis) => (sharedAxes === 'all' || (sharedAxes === 'positions' && axis < last) ? 1 : n));
}

export const prelu = defineOperation({
  kind: 'prelu',
  title: 'PReLU',
  group: 'core',
  summary: 'Lets positive values through and multiplies negative ones by a slope that it learns.',
  keywords: ['parametric relu', 'leaky relu', 'activation', 'nonlinearity', 'slope'],
  fields: {
    sharedAxes: choice<Sharing>({
      label: 'Slopes',
      help: 'What shares one learned slope; after convolutions one for each channel is usual.',
      default: 'none',
      options: {
        none: 'One for each value',
        positions: 'One for each channel',
        all: 'One for all',
      },
    }),
    alphaInitializer: initializerField('Slope initializer', 'slopes', 'zeros'),
    alphaPenalty: penaltyField('Slope penalty', 'slopes'),
  },
  shape: (_params, inputs) => onlyInput(inputs),
  weights: ({ sharedAxes, alphaInitializer, alphaPenalty }, inputs) => [
    {
      role: 'alpha',
      shape: slopes(sharedAxes, onlyInput(inputs)),
      initializer: alphaInitializer,
      penalty: alphaPenalty,
    },
  ],
  // He et al. 2015, "Delving deep into rectifiers", equation 1.
  operation: ({ core }) => ({
    mask: keepMask,
    compute: ([x], weights) => core.prelu(x!, weights.read('alpha')),
  }),
});
