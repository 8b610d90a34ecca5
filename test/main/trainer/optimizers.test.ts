import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeOptimizer } from '#main/trainer/optimizers/index.ts';
import type { OptimizerKind } from '#shared/graph/document.ts';
import { defaultsOf, type AnyParams } from '#shared/layers/fields.ts';
import { checkOptimizerParams, optimizers } from '#shared/optimizers.ts';

beforeAll(() => tf.setBackend('cpu'));
afterEach(() => tf.disposeVariables());

const learningRate = 0.05;
const start = [0.5, -1.25, 2, 0.001];
/** Different at each step, with a zero and both signs. */
const gradientsOf = (step: number): number[] => [0.3 * step, -0.7, 0, 1.5 - step];

/** Three steps of ours; the weight after each. */
function ours(kind: OptimizerKind, params: AnyParams, rates = [learningRate, learningRate, learningRate]): number[][] {
  const optimizer = makeOptimizer(kind, params);
  let weight: tf.Tensor = tf.tensor(start);
  let slots = Object.fromEntries(
    Object.entries(optimizer.slots).map(([slot, value]): [string, tf.Tensor] => [slot, tf.fill([4], value)]),
  );
  return rates.map((rate, index) => {
    const gradient = tf.tensor(gradientsOf(index + 1));
    const updated = optimizer.update({
      tf,
      weight,
      gradient,
      slots,
      learningRate: tf.scalar(rate),
      step: tf.scalar(index + 1),
    });
    weight = updated.weight;
    slots = updated.slots;
    return [...weight.dataSync()];
  });
}

function theirs(optimizer: tf.Optimizer): number[][] {
  const weight = tf.variable(tf.tensor(start), true, 'weight');
  return [1, 2, 3].map((step) => {
    optimizer.applyGradients({ weight: tf.tensor(gradientsOf(step)) });
    return [...weight.dataSync()];
  });
}

/** Those where TensorFlow.js and Keras agree; Adadelta, centred RMSprop and Adam’s epsilon follow Keras (see below). */
const references: Record<Exclude<OptimizerKind, 'adamw' | 'adadelta'>, readonly [AnyParams, () => tf.Optimizer][]> = {
  sgd: [[{}, () => tf.train.sgd(learningRate)]],
  momentum: [
    [{}, () => tf.train.momentum(learningRate, 0.9)],
    [{ momentum: 0.5, nesterov: true }, () => tf.train.momentum(learningRate, 0.5, true)],
  ],
  adagrad: [[{}, () => tf.train.adagrad(learningRate, 0.1)]],
  adam: [[{}, () => tf.train.adam(learningRate, 0.9, 0.999, 1e-7)]],
  adamax: [[{}, () => tf.train.adamax(learningRate, 0.9, 0.999, 1e-7)]],
  rmsprop: [
    [{}, () => tf.train.rmsprop(learningRate, 0.9, 0, 1e-7)],
    [{ momentum: 0.4, rho: 0.8 }, () => tf.train.rmsprop(learningRate, 0.8, 0.4, 1e-7)],
  ],
};

const expectClose = (actual: number[][], expected: number[][]): void => {
  actual.flat().forEach((value, index) => expect(value).toBeCloseTo(expected.flat()[index]!, 5));
};

describe('three steps equal TensorFlow.js’s own optimizer', () => {
  for (const [kind, cases] of Object.entries(references)) {
    test.each(cases)(`${kind} %j`, (params, reference) => {
      expectClose(ours(kind as OptimizerKind, params), theirs(reference()));
    });
  }
});

/** Three steps of a rule on plain numbers, laid out as `ours` lays them out. */
function byHand(rule: (weight: number, gradient: number, memory: Record<string, number>) => number): number[][] {
  const columns = start.map((initial, i) => {
    const memory = {};
    let weight = initial;
    return [1, 2, 3].map((step) => (weight = rule(weight, gradientsOf(step)[i]!, memory)));
  });
  return [0, 1, 2].map((step) => columns.map((column) => column[step]!));
}

test.each([1e-7, 0.01])(
  'Adam and AdamW equal Keras’s formulas with epsilon %d, which it adds before the bias correction',
  (epsilon) => {
    const [beta1, beta2, weightDecay] = [0.5, 0.9, 0.1];
    const rule = (decay: number) =>
      byHand((weight, gradient, memory) => {
        const step = (memory['step'] = (memory['step'] ?? 0) + 1);
        memory['mean'] = beta1 * (memory['mean'] ?? 0) + (1 - beta1) * gradient;
        memory['variance'] = beta2 * (memory['variance'] ?? 0) + (1 - beta2) * gradient ** 2;
        const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
        const decayed = weight * (1 - learningRate * decay);
        return decayed - (rate * memory['mean']) / (Math.sqrt(memory['variance']) + epsilon);
      });
    expectClose(ours('adam', { beta1, beta2, epsilon }), rule(0));
    expectClose(ours('adamw', { beta1, beta2, epsilon, weightDecay }), rule(weightDecay));
  },
);

test('Adadelta equals its formula (Zeiler 2012, algorithm 1); TensorFlow.js divides by the accumulator of the step before', () => {
  const expected = byHand((weight, gradient, memory) => {
    memory['g'] = 0.95 * (memory['g'] ?? 0) + 0.05 * gradient ** 2;
    const step = (Math.sqrt((memory['s'] ?? 0) + 1e-7) / Math.sqrt(memory['g'] + 1e-7)) * gradient;
    memory['s'] = 0.95 * (memory['s'] ?? 0) + 0.05 * step ** 2;
    return weight - learningRate * step;
  });
  expectClose(ours('adadelta', {}), expected);
});

test('centred RMSprop equals Keras’s formula; TensorFlow.js subtracts epsilon there, which gives NaN for a zero gradient', () => {
  const expected = byHand((weight, gradient, memory) => {
    memory['square'] = 0.8 * (memory['square'] ?? 0) + 0.2 * gradient ** 2;
    memory['mean'] = 0.8 * (memory['mean'] ?? 0) + 0.2 * gradient;
    const push = (learningRate * gradient) / Math.sqrt(memory['square'] - memory['mean'] ** 2 + 1e-7);
    memory['velocity'] = 0.4 * (memory['velocity'] ?? 0) + push;
    return weight - memory['velocity'];
  });
  expectClose(ours('rmsprop', { momentum: 0.4, centered: true, rho: 0.8 }), expected);
});

test('momentum keeps the learning rate of each step inside the velocity, as Keras does', () => {
  const weights = ours('momentum', {}, [0.1, 0.01, 0.01]).map(([first]) => first!);
  const velocity1 = -0.1 * 0.3;
  const velocity2 = 0.9 * velocity1 - 0.01 * 0.6;
  expect(weights[0]).toBeCloseTo(0.5 + velocity1, 6);
  expect(weights[1]).toBeCloseTo(0.5 + velocity1 + velocity2, 6);
});

describe('settings', () => {
  test('each kind’s defaults pass its own check', () => {
    for (const [kind, { fields }] of Object.entries(optimizers))
      expect(checkOptimizerParams(kind as OptimizerKind, defaultsOf(fields))).toEqual([]);
  });

  test('names what is wrong', () => {
    const [unknown, wrong] = checkOptimizerParams('adam', { beta1: 2, speed: 1 });
    expect(unknown).toBe('Adam has no setting “speed”; its settings are: beta1, beta2, epsilon.');
    expect(wrong).toMatch(/^Adam: Beta 1 is 2; it must be a number from 0 to /);
  });
});
