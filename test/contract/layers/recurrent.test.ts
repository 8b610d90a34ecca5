/**
 * Recurrent layers have two ways along a sequence: with the gradient written out, and step by step, differentiated by
 * TensorFlow.js. Both give the same outputs and gradients, and inside another gradient it is the second that is taken.
 */
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as core from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { cells, type CellKind } from '#shared/layers/recurrent-cells.ts';
import { walk, type RecurrentParams, type Walk } from '#shared/layers/recurrent.ts';
import { noteRepeated } from '#shared/layers/repeated.ts';
import './eager.ts';

const [batch, steps, features, units] = [3, 5, 2, 4];
const outputs = ['last', 'asWalked', 'inTime'] as const satisfies readonly Walk['outputs'][];

const wave = (shape: number[], seed: number): Tensor =>
  core.tensor(
    Float32Array.from({ length: core.util.sizeFromShape(shape) }, (_, i) => 0.6 * Math.sin(1.7 * i + seed)),
    shape,
  );

const mask = (): Tensor =>
  core.tensor([
    [1, 1, 1, 1, 1],
    [0, 1, 1, 0, 1],
    [1, 1, 0, 0, 0],
  ]);

interface Setting {
  readonly kind: CellKind;
  readonly params: RecurrentParams;
  readonly way: Walk;
}

function setting(kind: CellKind, changes: Partial<RecurrentParams> = {}, way: Partial<Walk> = {}): Setting {
  const none = { l1: 0, l2: 0 };
  const params = {
    units,
    activation: 'tanh',
    recurrentActivation: 'sigmoid',
    resetAfter: kind === 'gru',
    useBias: true,
    unitForgetBias: false,
    kernelInitializer: 'zeros',
    recurrentInitializer: 'zeros',
    biasInitializer: 'zeros',
    kernelPenalty: none,
    recurrentPenalty: none,
    biasPenalty: none,
    ...changes,
  } as const;
  return { kind, params, way: { backwards: false, mask: null, outputs: 'asWalked', ...way } };
}

/** Input and weights, in the order that `loss` takes them. */
function operands({ kind, params }: Setting): Tensor[] {
  const columns = cells[kind].gates * units;
  const bias = kind === 'gru' ? [2, columns] : [columns];
  const shapes = [[batch, steps, features], [features, columns], [units, columns], ...(params.useBias ? [bias] : [])];
  return shapes.map((shape, index) => wave(shape, index));
}

/** A sum with a weight of its own for each output. */
function loss({ kind, params, way }: Setting, [x, kernel, recurrentKernel, bias]: readonly Tensor[]): Scalar {
  const weights = { kernel, recurrentKernel, bias } as Readonly<Record<string, Tensor>>;
  const output = walk(
    core,
    kind,
    params,
    x!,
    { has: (role) => role in weights, read: (role) => weights[role]!, write: () => undefined },
    way,
  );
  return core.sum(core.mul(output, wave(output.shape, 9)));
}

const numbers = (tensors: readonly Tensor[]): number[] => tensors.flatMap((tensor) => Array.from(tensor.dataSync()));

/** Loss and gradients; nested in a gradient of something else, they come step by step. */
function results(one: Setting, nested: boolean): number[] {
  return core.tidy(() => {
    const given = operands(one);
    const compute = (): Tensor[] => {
      const { value, grads } = core.valueAndGrads((...all: Tensor[]) => loss(one, all))(given);
      return [value, ...grads];
    };
    if (!nested) return numbers(compute());
    let inner: number[] = [];
    core.grad((unrelated) => {
      inner = numbers(compute());
      return core.sum(unrelated);
    })(core.scalar(1));
    return inner;
  });
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = actual.reduce((most, n, i) => Math.max(most, Math.abs(n - expected[i]!) / (1 + Math.abs(n))), 0);
  expect(worst).toBeLessThan(tolerance);
}

describe.each(['lstm', 'gru', 'simpleRnn'] as const)('%s', (kind) => {
  const settings: [string, Setting][] = [
    ...(['tanh', 'sigmoid', 'relu', 'linear'] as const).map((activation): [string, Setting] => [
      activation,
      setting(kind, { activation }),
    ]),
    ['without bias', setting(kind, { useBias: false })],
    ...outputs.map((which): [string, Setting] => [
      `backwards, ${which}`,
      setting(kind, {}, { backwards: true, outputs: which }),
    ]),
    ...outputs.map((which): [string, Setting] => [
      `masked, ${which}`,
      setting(kind, {}, { mask: mask(), outputs: which }),
    ]),
    ['masked, backwards', setting(kind, {}, { mask: mask(), backwards: true, outputs: 'inTime' })],
  ];
  test.each(settings)('%s: the same, both ways', (_, one) => {
    expectClose(results(one, false), results(one, true), 2e-6);
  });

  test('written out, it runs fewer kernels', async () => {
    const countKernels = async (nested: boolean): Promise<number> => {
      const { kernels } = await core.profile(() => void results(setting(kind), nested));
      return kernels.length;
    };
    expect(await countKernels(false)).toBeLessThan(0.8 * (await countKernels(true)));
  });

  test('an input noted as repeated gives what the same input gives without the note', () => {
    const one = setting(kind);
    const gradients = (noted: boolean): number[] =>
      core.tidy(() => {
        const [, ...weights] = operands(one);
        const vector = wave([batch, features], 4);
        const { value, grads } = core.valueAndGrads((...[values, ...rest]: Tensor[]) => {
          const sequence = core.mul(core.expandDims(values!, 1), core.ones([1, steps, 1]));
          if (noted) noteRepeated(sequence, values as core.Tensor2D);
          return loss(one, [sequence, ...rest]);
        })([vector, ...weights]);
        return numbers([value, ...grads]);
      });
    expectClose(gradients(true), gradients(false), 2e-6);
  });
});
