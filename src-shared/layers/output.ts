/** Output: where the result leaves. */
import { identityOperation } from './identity.ts';
import { onlyInput } from './input-checks.ts';
import { defineLayer, noWeights } from './layer.ts';
import { operationLayer } from './operation.ts';

export const output = defineLayer({
  kind: 'output',
  title: 'Output',
  group: 'core',
  summary:
    'Where the result leaves the network. In an autoencoder it has the shape of the input, and is compared with it.',
  keywords: ['result', 'end', 'reconstruction', 'target'],
  inputs: { min: 1, max: 1 },
  fields: {},
  shape: (_params, inputs) => onlyInput(inputs),
  countWeights: () => noWeights,
  build: (tf, _params, context, inputs) => operationLayer(tf, context, identityOperation(tf.core, onlyInput(inputs))),
});
