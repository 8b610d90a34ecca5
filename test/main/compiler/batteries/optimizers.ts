/** TensorFlow.js's own optimizers, untouched: three compiled steps against three eager ones. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { useTraceBackend, type TensorFunction } from '#main/compiler/index.ts';
import type { Open } from './runtime.ts';
import { numbers, relativeDifference } from '../compare.ts';
import { optimizerVariables } from '../optimizer-variables.ts';

const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  'nesterov momentum': () => tf.train.momentum(0.1, 0.9, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.5),
  adam: () => tf.train.adam(0.01),
  adamax: () => tf.train.adamax(0.01),
  rmsprop: () => tf.train.rmsprop(0.01),
  'centred rmsprop with momentum': () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true),
};

const specs = { x: { shape: [4, 3], dtype: 'float32' } } as const;
const batches = [0, 1, 2].map((step) => ({ x: numbers(12, -1, 1, step * 100) }));

export function optimizerBattery(open: Open): void {
  beforeAll(useTraceBackend);
  afterEach(async () => {
    tf.disposeVariables();
    await useTraceBackend();
  });

  describe('compiled optimizer steps agree with eager ones', () => {
    test.each(Object.entries(optimizers))('%s', async (_, make) => {
      const weights = [
        tf.variable(tf.tensor2d(numbers(6), [3, 2]), true, 'kernel'),
        tf.variable(tf.tensor1d(numbers(2, -1, 1, 50)), true, 'bias'),
      ];
      const [kernel, bias] = weights as [tf.Variable<tf.Rank.R2>, tf.Variable];
      const optimizer = make();
      const slots = optimizerVariables(optimizer, weights);
      const step: TensorFunction = ({ x }) => {
        const { value, grads } = tf.variableGrads(
          () => tf.mean(tf.square(tf.tanh(tf.add(tf.matMul(x as tf.Tensor2D, kernel), bias)))) as tf.Scalar,
          weights,
        );
        optimizer.applyGradients(grads);
        return { loss: value };
      };

      const runtime = await open([...weights, ...slots]);
      const program = await runtime.compile('step', step, specs);
      for (const batch of batches) await program.run(batch);
      const compiled = await runtime.read();
      await runtime.dispose();

      await tf.setBackend('cpu');
      for (const { x } of batches) tf.tidy(() => step({ x: tf.tensor2d(x, [4, 3]) }));
      for (const variable of [...weights, ...slots])
        expect(
          relativeDifference(compiled.get(variable.name)?.values ?? [], variable.dataSync()),
          variable.name,
        ).toBeLessThan(1e-4);
      optimizer.dispose();
    });
  });
}
