import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as core from '@tensorflow/tfjs-core';
import type * as tfLayers from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import type { AnyParams } from '#shared/layers/fields.ts';
import { isLayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';
import fixture from '../../fixtures/keras-layers.json' with { type: 'json' };
import { asArgument, buildLayer } from './eager.ts';

/** What fixtures/keras-layers.py wrote. */
interface KerasCase {
  readonly kind: string;
  readonly params: AnyParams;
  readonly inputs: readonly Shape[];
  readonly training: boolean;
  readonly masked: boolean;
  readonly output: { readonly shape: Shape; readonly values: readonly number[] };
  readonly weights: readonly Shape[];
  readonly inputGradient: readonly number[];
  readonly weightGradientSums: readonly number[];
  readonly fixedWeightsAfter: readonly (readonly number[])[];
}

const BATCH = 2;
const cases = fixture.cases as unknown as readonly KerasCase[];

function inputValues(shape: Shape, index: number, masked: boolean): Tensor {
  const sizes = [BATCH, ...shape];
  const buffer = core.buffer(sizes, 'float32');
  buffer.values.forEach((_, i) => {
    const [sample = 0, step = 0] = buffer.indexToLoc(i);
    const steps = shape[0] ?? 0;
    const filling = masked && (sample === 0 ? step >= steps - 2 : step < 1);
    buffer.values[i] = filling ? 0 : Math.cos(0.7 * i + index);
  });
  return buffer.toTensor();
}

function weightValues(weight: tfLayers.LayerVariable, index: number): Tensor {
  const sizes = weight.shape.map((n) => n ?? 1);
  const values = Float32Array.from({ length: core.util.sizeFromShape(sizes) }, (_, i) => {
    const value = 0.5 * Math.sin(1.3 * i + index + 1);
    return weight.originalName.endsWith('movingVariance') ? Math.abs(value) + 0.5 : value;
  });
  return core.tensor(values, sizes);
}

const absoluteSum = (tensor: Tensor): number => Array.from(tensor.dataSync()).reduce((sum, n) => sum + Math.abs(n), 0);

/** Within 2e-5 of the larger of 1 and the value: float32, and the fixture's six digits. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  const worst = expected.reduce((most, n, i) => Math.max(most, Math.abs(n - actual[i]!) / Math.max(1, Math.abs(n))), 0);
  expect(worst, `${what}: largest difference`).toBeLessThan(2e-5);
}

describe('computes what Keras computes', () => {
  test.each(cases.map((one, index) => [`${index} ${one.kind} ${JSON.stringify(one.params)}`, one] as const))(
    '%s',
    (_name, one) => {
      if (!isLayerKind(one.kind)) throw new Error(`unknown kind ${one.kind}`);
      const { layer } = buildLayer(one.kind, one.params, one.inputs);
      expect(layer.weights.map((weight) => weight.shape)).toEqual(one.weights);
      layer.setWeights(layer.weights.map(weightValues));
      const before = one.masked && one.kind !== 'masking' ? buildLayer('masking', {}, one.inputs).layer : null;
      const tensors = one.inputs.map((shape, i) => inputValues(shape, i, one.masked));
      const run = (given: readonly Tensor[]): Tensor => {
        const first = before === null ? given : [before.apply(given[0]!) as Tensor];
        return layer.apply(asArgument(first), { training: one.training }) as Tensor;
      };

      const fixed = layer.nonTrainableWeights.map((weight) => weight.read().clone());
      const output = run(tensors);
      expect(output.shape.slice(1)).toEqual(one.output.shape);
      expectClose(output.dataSync(), one.output.values, 'output');
      one.fixedWeightsAfter.forEach((values, i) =>
        expectClose(layer.nonTrainableWeights[i]!.read().dataSync(), values, 'moving averages'),
      );
      layer.nonTrainableWeights.forEach((weight, i) => weight.write(fixed[i]!));

      const share = core.tensor(
        Float32Array.from({ length: output.size }, (_, i) => Math.cos(0.9 * i + 2)),
        output.shape,
      );
      const loss = (given: readonly Tensor[]) => core.sum(core.mul(run(given), share)) as Scalar;
      const inputGradient = core.grad((x) => loss([x, ...tensors.slice(1)]))(tensors[0]!);
      expectClose(inputGradient.dataSync(), one.inputGradient, 'gradient of the input');
      if (layer.trainableWeights.length === 0) return;
      const { grads } = core.variableGrads(() => loss(tensors));
      const sums = layer.trainableWeights.map((weight) => absoluteSum(grads[weight.name]!));
      expectClose(sums, one.weightGradientSums, 'gradients of the weights');
    },
  );
});
