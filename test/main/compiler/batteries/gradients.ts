/**
 * Gradients for which TensorFlow.js has nothing right to compare with: those that it refuses, and
 * kernels of its own that are wrong. Each against central differences of the compiled forward function.
 */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { TensorFunction, TensorSpec } from '#main/compiler/index.ts';
import { sizeOf } from '#main/compiler/graph.ts';
import { simplify } from '#main/compiler/passes/index.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { float, numbers, relativeDifference, type RunGraph } from '../compare.ts';

type Forward = (...tensors: tf.Tensor4D[]) => tf.Tensor;

const cases: Record<string, { inputs: TensorSpec[]; run: Forward }> = {
  'dilated convolution, same': {
    inputs: [float(2, 5, 6, 2), float(3, 2, 2, 3)],
    run: (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', [2, 3]),
  },
  'dilated convolution, valid': {
    inputs: [float(1, 6, 7, 2), float(3, 3, 2, 2)],
    run: (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid', 'NHWC', [2, 2]),
  },
  'dilated depthwise convolution': {
    inputs: [float(2, 6, 5, 2), float(3, 3, 2, 2)],
    run: (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', 2),
  },
  'average pool at padded borders': {
    inputs: [float(2, 5, 5, 2)],
    run: (x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same'),
  },
  'nearest resize of several images': {
    inputs: [float(3, 3, 2, 2)],
    run: (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [6, 5]),
  },
  'bilinear resize of an oblong, half pixels': {
    inputs: [float(2, 3, 4, 2)],
    run: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [6, 8], false, true),
  },
  'taking apart what has one part': {
    inputs: [float(1, 3, 2, 2)],
    run: (x) => tf.mul(tf.unstack(x)[0]!, 3),
  },
};

/** `runForward`: on what the many forward runs are made, where they are slow on the device. */
export function gradientBattery(runGraph: RunGraph, runForward = runGraph): void {
  describe('gradients agree with finite differences', () => {
    test.each(Object.entries(cases))('%s', async (_, { inputs, run }) => {
      const specs = Object.fromEntries(inputs.map((spec, index) => [`x${index}`, spec]));
      const values = Object.fromEntries(
        inputs.map((spec, index) => [`x${index}`, numbers(sizeOf(spec.shape), -1, 1, index * 500)]),
      );
      const ordered = (named: Record<string, tf.Tensor>) =>
        inputs.map((__, index) => named[`x${index}`] as tf.Tensor4D);
      const weighted: Forward = (...tensors) => {
        const output = run(...tensors);
        return tf.sum(tf.mul(output, tf.tensor(numbers(output.size, 0.5, 1.5), output.shape)));
      };
      const forward: TensorFunction = (named) => ({ value: weighted(...ordered(named)) });
      const backward: TensorFunction = (named) => {
        const gradients = tf.grads((...tensors) => weighted(...(tensors as tf.Tensor4D[])))(ordered(named));
        return Object.fromEntries(gradients.map((gradient, index) => [`x${index}`, gradient]));
      };
      const exact = await runGraph(simplify(await traceFunction('backward', backward, specs, [])), values);
      const graph = await traceFunction('forward', forward, specs, []);
      // These functions are linear in each input, so a large step loses nothing and drowns rounding.
      const step = 8;
      for (const name of Object.keys(specs)) {
        const size = values[name]?.length ?? 0;
        const sampled = [
          ...new Set([
            0,
            1,
            size >> 1,
            size - 2,
            size - 1,
            ...Array.from({ length: 7 }, (__, index) => (index * 13) % size),
          ]),
        ];
        const differences: number[] = [];
        for (const at of sampled) {
          const moved = async (by: number): Promise<number> => {
            const shifted = Float32Array.from(values[name] ?? []);
            shifted[at] = (shifted[at] ?? 0) + by;
            return (await runForward(graph, { ...values, [name]: shifted }))['value']?.[0] ?? NaN;
          };
          differences.push(((await moved(step)) - (await moved(-step))) / (2 * step));
        }
        expect(
          relativeDifference(
            sampled.map((at) => exact[name]?.[at] ?? NaN),
            differences,
          ),
          name,
        ).toBeLessThan(1e-4);
      }
    });
  });
}
