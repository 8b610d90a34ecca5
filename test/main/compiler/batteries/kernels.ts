/** Every kernel, compiled with and without the passes, against eager TensorFlow.js: results and gradients. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, test } from 'vitest';
import { setEagerSeed, type TensorFunction, type TensorSpec, type Values } from '#main/compiler/index.ts';
import { makeValues, sizeOf } from '#main/compiler/graph.ts';
import { shapeRules } from '#main/compiler/kernels/index.ts';
import { simplify } from '#main/compiler/passes/index.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { expectClose, numbers, runEagerly, type RunGraph } from '../compare.ts';
import { kernelCases, type KernelCase } from '../kernel-cases.ts';

export const seed = [7, 11] as const;

/** Outputs `output 0…`, and `gradient 0…` of a weighted sum of them for each float input. */
export function wholeFunction({ inputs, run, gradients }: KernelCase): TensorFunction {
  return (named) => {
    const tensors = inputs.map((_, index) => named[`input ${index}`] as tf.Tensor);
    const outputs = [run(...tensors)].flat();
    const results = Object.fromEntries(outputs.map((output, index) => [`output ${index}`, output]));
    const floats = tensors.filter(({ dtype }) => dtype === 'float32');
    if (gradients === false || floats.length === 0 || outputs.some(({ dtype }) => dtype !== 'float32')) return results;
    const weighted = (...varied: tf.Tensor[]): tf.Tensor => {
      const all = tensors.map((tensor) => (tensor.dtype === 'float32' ? (varied.shift() as tf.Tensor) : tensor));
      return [run(...all)]
        .flat()
        .map((output) => tf.sum(tf.mul(output, tf.tensor(numbers(output.size, 0.5, 1.5), output.shape))))
        .reduce((sum, each) => tf.add(sum, each));
    };
    tf.grads(weighted)(floats).forEach((gradient, index) => (results[`gradient ${index}`] = gradient));
    return results;
  };
}

export function exampleInputs({ inputs, range: [low, high] = [-1, 1] }: KernelCase) {
  const specs: Record<string, TensorSpec> = {};
  const values: Record<string, Values> = {};
  inputs.forEach((spec, index) => {
    specs[`input ${index}`] = spec;
    const size = sizeOf(spec.shape);
    values[`input ${index}`] =
      spec.dtype === 'float32'
        ? numbers(size, low, high, index * 1000)
        : makeValues(spec.dtype, Array.from(numbers(size, 0, spec.dtype === 'bool' ? 2 : 4, index * 1000), Math.floor));
  });
  return { specs, values };
}

/** How far apart a case's results may be, compiled and eagerly; and with and without the passes. */
interface Tolerance {
  readonly eager: number;
  readonly passes: number;
}

export function kernelBattery(
  runGraph: RunGraph,
  tolerance: (name: string) => Tolerance = () => ({ eager: 1e-5, passes: 1e-6 }),
): void {
  const seen = new Set<string>();
  describe('compiled kernels agree with TensorFlow.js', () => {
    test.each(Object.entries(kernelCases))('%s', async (name, kernelCase) => {
      const { specs, values } = exampleInputs(kernelCase);
      const fn = wholeFunction(kernelCase);
      setEagerSeed(seed);
      const eager = await runEagerly(fn, specs, values);
      const graph = await traceFunction('case', fn, specs, []);
      for (const node of graph.nodes) seen.add(node.kernel);
      const plain = await runGraph(graph, values, seed);
      expectClose(plain, eager, tolerance(name).eager);
      expectClose(await runGraph(simplify(graph), values, seed), plain, tolerance(name).passes);
    });

    afterAll(() => {
      expect(
        Object.keys(shapeRules).filter((kernel) => !seen.has(kernel)),
        'kernels that no case needs',
      ).toEqual([]);
    });
  });
}
