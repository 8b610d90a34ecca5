import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as core from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AnyParams, Penalty } from '#shared/layers/fields.ts';
import { checkParams } from '#shared/layers/index.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { LayerError, sizeOf } from '#shared/layers/layer.ts';
import { builtKinds, layerCases, paramsArbitrary } from './cases.ts';
import { asArgument, buildLayer, definitionOf, paramsOf } from './eager.ts';

const BATCH = 2;
const RUNS = 30;

/** The kinds whose output depends on chance while training, or on the batch. */
const random: readonly LayerKind[] = [
  'dropout',
  'spatialDropout1d',
  'spatialDropout2d',
  'gaussianDropout',
  'alphaDropout',
  'gaussianNoise',
];
const dependsOnBatch: readonly LayerKind[] = ['batchNormalization'];

beforeEach(() => core.engine().startScope());
afterEach(() => core.engine().endScope());

/** Values between −1 and 1, none of them zero and no two the same. */
const sample = (shape: Shape, index = 0): Tensor => {
  const sizes = [BATCH, ...shape];
  return core.tensor(
    Float32Array.from({ length: sizeOf(sizes) }, (_, i) => Math.cos(0.7 * i + index + 0.1)),
    sizes,
  );
};

const values = (tensor: Tensor): number[] => Array.from(tensor.dataSync());

/** "3 × 3 × 32 × 64 + 64" worked out. */
const workOut = (formula: string): number =>
  formula
    .split(' + ')
    .map((product) => product.split(' × ').reduce((n, factor) => n * Number(factor.replaceAll(',', '')), 1))
    .reduce((sum, n) => sum + n, 0);

function expectThreeParts(error: unknown): asserts error is LayerError {
  expect(error).toBeInstanceOf(LayerError);
  const { received, expected, action } = error as LayerError;
  for (const part of [received, expected, action]) expect(part).toMatch(/^[A-Z].*\.$/s);
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('every kind has cases', () => {
  expect(Object.keys(layerCases).toSorted()).toEqual(builtKinds.toSorted());
});

describe.each(builtKinds)('%s', (kind) => {
  const definition = definitionOf(kind);
  const cases = layerCases[kind];
  const { params, inputs } = cases.typical;

  test('its shape and weights are predicted exactly, or it says why not', () => {
    let built = 0;
    fc.assert(
      fc.property(paramsArbitrary(definition.fields, cases), cases.inputs, (changed, shapes) => {
        const full = paramsOf(kind, changed) as Parameters<typeof definition.shape>[0];
        expect(checkParams(kind, full)).toEqual([]);
        let shape: Shape;
        try {
          shape = definition.shape(full, shapes);
        } catch (error) {
          expectThreeParts(error);
          return;
        }
        built++;
        core.tidy(() => {
          const { layer } = buildLayer(kind, full, shapes);
          const count = definition.countWeights(full, shapes);
          expect(layer.countParams()).toBe(count.trainable + count.fixed);
          expect(count.formula === '' ? 0 : workOut(count.formula)).toBe(count.trainable + count.fixed);
          expect(layer.trainableWeights.reduce((n, w) => n + sizeOf(w.shape as number[]), 0)).toBe(count.trainable);
          expect((layer.outputShape as Shape).slice(1)).toEqual(shape);
          if (definition.role === 'source') return;
          const output = layer.apply(asArgument(shapes.map((s, i) => sample(s, i))), { training: true }) as Tensor;
          expect(output.shape).toEqual([BATCH, ...shape]);
          layer.dispose();
        });
      }),
      { numRuns: RUNS, seed: 20 },
    );
    expect(built, 'cases that were not refused').toBeGreaterThanOrEqual(RUNS / 5);
  });

  test.each(cases.refused)(
    'refuses $inputs with $params: “$says”',
    ({ params: changed = {}, inputs: shapes, says }) => {
      const full = paramsOf(kind, changed) as Parameters<typeof definition.shape>[0];
      const error = thrownBy(() => definition.shape(full, shapes));
      expectThreeParts(error);
      expect(error.message).toContain(says);
    },
  );

  if (definition.role === 'source') return;

  // A discriminator's start passes on what it is given in a model, and is never computed itself.
  test.skipIf(kind === 'realOrGenerated')(
    'a gradient reaches its input and each of its weights, and one step changes them',
    () => {
      const { layer } = buildLayer(kind, params, inputs);
      const tensors = inputs.map((shape, i) => sample(shape, i));
      const outputs = sizeOf([BATCH, ...(layer.outputShape as Shape).slice(1)]);
      const share = core.tensor(Float32Array.from({ length: outputs }, (_, i) => Math.sin(1.7 * i + 0.5)));
      const loss = (given: readonly Tensor[]): Scalar => {
        const output = layer.apply(asArgument(given), { training: true }) as Tensor;
        return core.sum(core.mul(core.reshape(output, [outputs]), share)) as Scalar;
      };
      // Words are whole numbers, between which nothing changes little by little.
      const gradients = kind === 'embedding' ? [] : core.grads((...given: Tensor[]) => loss(given))(tensors);
      for (const gradient of gradients) {
        expect(values(gradient).every(Number.isFinite)).toBe(true);
        expect(values(gradient).some((n) => n !== 0)).toBe(true);
      }
      if (layer.trainableWeights.length === 0) return;
      const before = layer.trainableWeights.map((weight) => values(weight.read()));
      core.train.sgd(0.1).minimize(
        () => loss(tensors),
        false,
        layer.trainableWeights.map((weight) => weight.read() as core.Variable),
      );
      layer.trainableWeights.forEach((weight, i) => {
        expect(values(weight.read()).every(Number.isFinite)).toBe(true);
        expect(values(weight.read()), weight.originalName).not.toEqual(before[i]);
      });
    },
  );

  test('differs between training and use exactly when it should', () => {
    const { layer } = buildLayer(kind, params, inputs);
    const tensors = asArgument(inputs.map((shape, i) => sample(shape, i)));
    const run = (training: boolean): number[] => values(layer.apply(tensors, { training }) as Tensor);
    const inUse = run(false);
    expect(run(false)).toEqual(inUse);
    const training = run(true);
    if (random.includes(kind)) {
      expect(inUse).toEqual(values(sample(inputs[0]!)));
      expect(training).not.toEqual(inUse);
      expect(run(true)).not.toEqual(training);
    } else if (dependsOnBatch.includes(kind)) expect(training).not.toEqual(inUse);
    else expect(training).toEqual(inUse);
  });

  test('leaves no tensor behind', () => {
    const { layer } = buildLayer(kind, params, inputs);
    const tensors = asArgument(inputs.map((shape, i) => sample(shape, i)));
    const run = (): void => void (layer.apply(tensors, { training: true }) as Tensor).dispose();
    run();
    const before = core.memory().numTensors;
    run();
    expect(core.memory().numTensors - before).toBe(
      ['masking', 'attention', 'multiHeadAttention', 'embedding'].includes(kind) ? 1 : 0,
    );
  });

  const penalties = Object.entries(definition.fields).filter(
    ([key, field]) => field.type === 'penalty' && key !== 'activityPenalty',
  );
  if (penalties.length === 0) return;
  test('penalties cost what they say', () => {
    const penalty: Penalty = { l1: 0.5, l2: 0.25 };
    const changed: AnyParams = { ...params, ...Object.fromEntries(penalties.map(([key]) => [key, penalty])) };
    const { layer } = buildLayer(kind, changed, inputs);
    const cost = layer.calculateLosses().reduce((sum, loss) => sum + values(loss)[0]!, 0);
    const expected = layer.trainableWeights
      .flatMap((weight) => values(weight.read()))
      .reduce((sum, w) => sum + penalty.l1 * Math.abs(w) + penalty.l2 * w * w, 0);
    expect(cost).toBeCloseTo(expected, 3);
    expect(buildLayer(kind, params, inputs).layer.calculateLosses()).toEqual([]);
  });
});
