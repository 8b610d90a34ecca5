/** Spectral normalization: by the largest singular value in the end, and step by step as Keras's SpectralNormalization. */
import * as core from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { buildLayer } from './eager.ts';

const wave = (shape: readonly number[], factor: number, from: number, scale = 1): core.Tensor => {
  const size = shape.reduce((product, n) => product * n, 1);
  return core.tensor(
    Array.from({ length: size }, (_, at) => scale * Math.sin(factor * at + from)),
    [...shape],
  );
};

interface Keras {
  /** The first values after one call in training, of `keras.layers.SpectralNormalization` 3.15 around the layer. */
  readonly output: readonly number[];
  readonly vector: readonly number[];
}
const cases: readonly (readonly [LayerKind, AnyParams, Shape, Keras])[] = [
  [
    'dense',
    { units: 3 },
    [4],
    {
      output: [0.034736, 0.110203, 0.024223, -0.008422, -0.088757, -0.039063],
      vector: [-0.31079, 0.673218, 0.67096],
    },
  ],
  [
    'conv2d',
    { filters: 3, kernelSize: [2, 2] },
    [3, 3, 2],
    {
      output: [0.075458, 0.14814, 0.003796, 0.073047, 0.007215, -0.069188],
      vector: [-0.311296, 0.672736, 0.671208],
    },
  ],
  [
    'conv2dTranspose',
    { filters: 3, kernelSize: [2, 2] },
    [3, 3, 2],
    { output: [0.178992, -0.235819, 0.225149, 0.398765, -0.446483, 0.366406], vector: [0.462845, 0.886439] },
  ],
];

function build([kind, params, shape]: (typeof cases)[number]) {
  const { layer } = buildLayer(kind, { ...params, spectralNormalization: true, useBias: false }, [shape]);
  const [kernel, vector] = layer.weights.map((weight) => weight.read() as core.Variable);
  kernel!.assign(wave(kernel!.shape, 1.3, 1, 0.5));
  vector!.assign(wave(vector!.shape, 0.7, 0.2));
  const x = wave([2, ...shape], 0.7, 0);
  const run = (training: boolean): number[] => [...(layer.apply(x, { training }) as core.Tensor).dataSync()];
  return { kernel: kernel!, vector: vector!, run };
}

describe.each(cases)('%s', (...each) => {
  test('is what Keras makes of the same kernel and vector', () => {
    core.tidy(() => {
      const [, , , keras] = each;
      const { vector, run } = build(each);
      const output = run(true);
      keras.output.forEach((value, at) => expect(output[at]).toBeCloseTo(value, 5));
      expect([...vector.dataSync()].map((value) => Number(value.toFixed(4)))).toEqual(
        keras.vector.map((value) => Number(value.toFixed(4))),
      );
    });
  });

  test('divides by the largest singular value once the iteration has settled', () => {
    core.tidy(() => {
      const { kernel, run } = build(each);
      for (let step = 0; step < 60; step++) run(true);
      const settled = run(false);
      // By eigenvalues of WᵀW, iterated far longer from elsewhere.
      const entries = kernel.shape.at(-1)!;
      const matrix = core.reshape(kernel, [kernel.size / entries, entries]);
      let vector: core.Tensor = core.ones([entries, 1]);
      for (let step = 0; step < 500; step++) {
        vector = core.matMul(core.matMul(matrix, matrix as core.Tensor2D, true, false), vector as core.Tensor2D);
        vector = core.div(vector, core.norm(vector));
      }
      const largest = core.norm(core.matMul(matrix, vector as core.Tensor2D)).dataSync()[0]!;
      kernel.assign(core.div(kernel, largest));
      const { kernel: plain, run: runPlain } = buildPlain(each);
      plain.assign(kernel);
      runPlain().forEach((value, at) => expect(settled[at]).toBeCloseTo(value, 4));
    });
  });

  test('keeps its vector outside training, and moves it in training', () => {
    core.tidy(() => {
      const { vector, run } = build(each);
      const before = [...vector.dataSync()];
      expect(run(false)).toEqual(run(false));
      expect([...vector.dataSync()]).toEqual(before);
      run(true);
      const after = [...vector.dataSync()];
      expect(after).not.toEqual(before);
      expect(Math.hypot(...after)).toBeCloseTo(1, 5);
    });
  });
});

function buildPlain([kind, params, shape]: (typeof cases)[number]) {
  const { layer } = buildLayer(kind, { ...params, useBias: false }, [shape]);
  const x = wave([2, ...shape], 0.7, 0);
  return {
    kernel: layer.weights[0]!.read() as core.Variable,
    run: (): number[] => [...(layer.apply(x, {}) as core.Tensor).dataSync()],
  };
}
