import type { Tensor } from '@tensorflow/tfjs-core';
import * as core from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { asArgument, buildLayer } from './eager.ts';

/** A chain of layers as one TensorFlow.js model, applied the way the trainer and previews do. */
function chain(shape: Shape, steps: readonly (readonly [LayerKind, AnyParams])[]) {
  const input = tfLayers.input({ shape: [...shape] });
  let symbol: SymbolicTensor = input;
  for (const [kind, params] of steps)
    symbol = buildLayer(kind, params, [symbol.shape.slice(1) as number[]]).layer.apply(symbol) as SymbolicTensor;
  return tfLayers.model({ inputs: input, outputs: symbol });
}

const values = (tensor: Tensor): number[] => Array.from(tensor.dataSync());
const short = [
  [
    [1, 2],
    [3, 4],
  ],
];
const filled = [
  [
    [1, 2],
    [3, 4],
    [0, 0],
    [0, 0],
  ],
];

test('filling at the end changes nothing, through layers that keep steps', () => {
  const steps = [
    ['masking', {}],
    ['dropout', {}],
    ['latent', {}],
    ['dense', { units: 3, activation: 'tanh', biasInitializer: 'ones' }],
    ['lstm', { units: 2 }],
  ] as const;
  const model = chain([4, 2], steps);
  const reference = chain([2, 2], steps);
  reference.setWeights(model.getWeights());
  const expected = values(reference.predict(core.tensor(short)) as Tensor);
  expect(values(model.predict(core.tensor(filled)) as Tensor)).toEqual(expected);
  expect(values(model.apply(core.tensor(filled), { training: true }) as Tensor)).not.toEqual(expected);
});

test('a layer that rearranges steps ends the mask, and it does not come back later', () => {
  const model = chain(
    [4, 2],
    [
      ['masking', {}],
      ['upSampling1d', { size: 1 }],
      ['simpleRnn', { units: 2, activation: 'linear', biasInitializer: 'ones' }],
    ],
  );
  const unmasked = chain([4, 2], [['simpleRnn', { units: 2, activation: 'linear', biasInitializer: 'ones' }]]);
  unmasked.setWeights(model.getWeights());
  const expected = values(unmasked.predict(core.tensor(filled)) as Tensor);
  expect(values(model.predict(core.tensor(filled)) as Tensor)).toEqual(expected);
});

test('a merge counts a step only where all its inputs do', () => {
  const masking = buildLayer('masking', {}, [[4, 2]]).layer;
  const a = masking.apply(core.tensor(filled)) as Tensor;
  const b = masking.apply(
    core.tensor([
      [
        [0, 0],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    ]),
  ) as Tensor;
  const sum = buildLayer('add', {}, [
    [4, 2],
    [4, 2],
  ]).layer.apply(asArgument([a, b])) as Tensor;
  const rnn = buildLayer(
    'simpleRnn',
    { units: 1, returnSequences: true, activation: 'linear', kernelInitializer: 'ones', recurrentInitializer: 'ones' },
    [[4, 2]],
  ).layer;
  // Only the second step counts in both: (3 + 1) + (4 + 1), kept to the end.
  expect(values(rnn.apply(sum) as Tensor)).toEqual([0, 9, 9, 9]);
});

test('no mask outlives its run', () => {
  const model = chain(
    [4, 2],
    [
      ['masking', {}],
      ['dropout', {}],
      ['gru', { units: 2 }],
    ],
  );
  const input = core.tensor(filled);
  (model.predict(input) as Tensor).dispose();
  const before = core.memory().numTensors;
  (model.predict(input) as Tensor).dispose();
  (model.apply(input, { training: true }) as Tensor).dispose();
  expect(core.memory().numTensors).toBe(before);
});
