import { expect, test } from 'vitest';
import { buildContext, initialValues, makeInitializer } from '#shared/layers/initializers.ts';
import type { BuildContext } from '#shared/layers/layer.ts';
import { buildLayer, tf } from './eager.ts';

const random = {} as BuildContext['random'];
const start = (name: string, seed: number, role: string): number[] =>
  Array.from(buildContext(tf, { name, seed, random }).initializer('glorotUniform', role).apply([3, 4]).dataSync());

test('a weight’s start depends on the run’s seed, the layer’s name and its role, and on nothing else', () => {
  const first = start('dense1', 1, 'kernel');
  expect(start('dense1', 1, 'kernel')).toEqual(first);
  expect(start('dense2', 1, 'kernel')).not.toEqual(first);
  expect(start('dense1', 2, 'kernel')).not.toEqual(first);
  expect(start('dense1', 1, 'recurrentKernel')).not.toEqual(first);
});

test('LSTM’s forget gates start open, the others at zero', () => {
  const bias = (params: { unitForgetBias: boolean }) =>
    Array.from(
      buildLayer('lstm', { units: 2, ...params }, [[3, 2]])
        .layer.weights[2]!.read()
        .dataSync(),
    );
  expect(bias({ unitForgetBias: true })).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  expect(bias({ unitForgetBias: false })).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test('both directions of a bidirectional layer start differently', () => {
  const { weights } = buildLayer('bidirectional', { units: 2, cell: 'gru' }, [[3, 2]]).layer;
  expect(weights.map((weight) => weight.originalName.split('/').slice(1).join('/'))).toEqual([
    'forward/kernel',
    'forward/recurrentKernel',
    'forward/bias',
    'backward/kernel',
    'backward/recurrentKernel',
    'backward/bias',
  ]);
  expect(weights[0]!.read().dataSync()).not.toEqual(weights[3]!.read().dataSync());
});

test('a TensorFlow.js initializer gives the pure function’s numbers', () => {
  const weights = makeInitializer(tf, 'orthogonal', [5, 6]).apply([4, 6]);
  expect(weights.shape).toEqual([4, 6]);
  expect(weights.dataSync()).toEqual(initialValues('orthogonal', [4, 6], [5, 6]));
});
