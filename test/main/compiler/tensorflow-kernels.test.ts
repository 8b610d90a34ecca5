/** Kernels, gradients and random numbers on TensorFlow, and windows that TensorFlow itself refuses. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { simplify } from '#main/compiler/passes/index.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { gradientBattery } from './batteries/gradients.ts';
import { exampleInputs, kernelBattery, wholeFunction } from './batteries/kernels.ts';
import { randomBattery } from './batteries/random.ts';
import { expectClose, float, runGraph } from './compare.ts';
import type { KernelCase } from './kernel-cases.ts';
import { runOnTensorFlow, withTensorFlow } from './tensorflow-library.ts';

const windows: Record<string, KernelCase> = {
  'depthwise, two strides': {
    inputs: [float(2, 8, 7, 2), float(3, 2, 2, 2)],
    run: (...[x, filter]) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, [2, 3], 'same'),
  },
  'depthwise, two strides with a rest': {
    inputs: [float(1, 9, 8, 2), float(2, 2, 2, 1)],
    run: (...[x, filter]) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, [3, 1], 'valid'),
  },
  'depthwise, dilated': {
    inputs: [float(2, 8, 9, 2), float(3, 3, 2, 2)],
    run: (...[x, filter]) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid', 'NHWC', [2, 3]),
  },
  'max pool, explicit padding': {
    inputs: [float(2, 5, 6, 2)],
    run: (...[x]) => tf.maxPool(x as tf.Tensor4D, 3, 2, 1),
  },
  'average pool, explicit padding': {
    inputs: [float(2, 5, 6, 2)],
    run: (...[x]) => tf.avgPool(x as tf.Tensor4D, [3, 2], 2, 1),
  },
};

withTensorFlow('TensorFlow', () => {
  kernelBattery(runOnTensorFlow);
  gradientBattery(runOnTensorFlow);
  randomBattery(runOnTensorFlow);

  // TensorFlow.js has no right gradients of all of these; ONNX Runtime's are tested against finite differences.
  describe('windows agree with ONNX Runtime', () => {
    test.each(Object.entries(windows))('%s', async (_, windowCase) => {
      const { specs, values } = exampleInputs(windowCase);
      const graph = simplify(await traceFunction('case', wholeFunction(windowCase), specs, []));
      expectClose(await runOnTensorFlow(graph, values), await runGraph(graph, values), 1e-5);
    });
  });
});
