/**
 * What of our graphs ONNX Runtime's WebGPU provider computes itself. Whatever it lacks runs on the processor, with copies there
 * and back that wait for the device: right, but slow.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as onnxruntime from 'onnxruntime-node';
import { afterEach, describe, expect, test } from 'vitest';
import { useTraceBackend } from '#main/compiler/index.ts';
import type { Graph } from '#main/compiler/graph.ts';
import { webgpuRules } from '#main/compiler/onnx/kernels/webgpu.ts';
import { lowerToOnnx } from '#main/compiler/onnx/lower.ts';
import { encodeModel } from '#main/compiler/onnx/schema.ts';
import { lower, result } from '#main/compiler/onnx/rule.ts';
import { VariableLayout } from '#main/compiler/packs.ts';
import { simplify } from '#main/compiler/passes/index.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { sessionOptions } from '#main/devices/webgpu.ts';
import { inputSpecs } from '#main/trainer/inputs.ts';
import { buildModel } from '#main/trainer/model.ts';
import { Trainable } from '#main/trainer/programs.ts';
import { modelNames, references } from '../../bench/models.ts';
import { exampleInputs, wholeFunction } from './batteries/kernels.ts';
import { kernelCases } from './kernel-cases.ts';
import { withWebgpu } from './webgpu-adapter.ts';

/** Draws are made on the processor on purpose, without waiting for the device; here they are constants. */
const drawn = lower((call, op) => op.filled(0.5, result(call).shape, 'float32'));
const rules = { ...webgpuRules, RandomUniform: drawn, RandomStandardNormal: drawn };

/** Whether a session comes about in which no node is the processor's. */
async function isWholeOnDevice(graph: Graph): Promise<boolean> {
  const bytes = encodeModel(lowerToOnnx('test', graph, rules).graph);
  try {
    const session = await onnxruntime.InferenceSession.create(bytes, {
      ...sessionOptions([]),
      // The refusal is what is asked for.
      logSeverityLevel: 4,
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    });
    await session.release();
    return true;
  } catch (error) {
    if (/fallback to CPU EP has been explicitly disabled/.test(String(error))) return false;
    throw error;
  }
}

/** Cases that need the processor: the provider has no IsNaN and IsInf, and cannot name booleans as outputs. */
const needProcessor = ['comparisons', 'comparisons of booleans', 'finite'];

withWebgpu('on WebGPU', () => {
  describe('a kernel is computed by the device', () => {
    test.each(Object.entries(kernelCases))('%s', async (name, kernelCase) => {
      const { specs } = exampleInputs(kernelCase);
      const graph = simplify(await traceFunction('case', wholeFunction(kernelCase), specs, []));
      expect(await isWholeOnDevice(graph)).toBe(!needProcessor.includes(name));
    });
  });

  describe('a reference model’s whole training step is', () => {
    afterEach(() => tf.disposeVariables());

    test.each(modelNames)('%s', async (name) => {
      await useTraceBackend();
      const project = references[name].project({ width: 1, length: 28 });
      const model = await buildModel(project, 1);
      const trainable = new Trainable(model, project);
      const layout = new VariableLayout(trainable.storage);
      const specs = inputSpecs(trainable, 'train', 2);
      const traced = await traceFunction('train', trainable.train(['model']), specs, layout.variables);
      expect(await isWholeOnDevice(simplify(layout.apply(traced)))).toBe(true);
      trainable.dispose();
    });
  });
});
