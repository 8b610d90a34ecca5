/** Runs functions eagerly (TensorFlow.js's own JavaScript backend) and compiled, and says how far apart the results are. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers the gradients
import * as tf from '@tensorflow/tfjs-core';
import * as onnxruntime from 'onnxruntime-node';
import { expect } from 'vitest';
import type { TensorFunction, TensorSpec, Values } from '#main/compiler/index.ts';
import type { Graph } from '#main/compiler/graph.ts';
import { onnxRules } from '#main/compiler/onnx/kernels/index.ts';
import type { RuleChoice } from '#main/compiler/onnx/rule.ts';
import { lowerToOnnx } from '#main/compiler/onnx/lower.ts';
import { encodeModel } from '#main/compiler/onnx/schema.ts';
import type { OnnxTarget } from '#main/compiler/onnx/target.ts';
import { PlainBackend } from '#main/compiler/plain-backend.ts';
import { drawKeys } from '#main/compiler/random-numbers.ts';

// The same backend and kernels, without its advice at the first write to install another one.
tf.removeBackend('cpu');
tf.registerBackend('cpu', () => new PlainBackend());

export type Outputs = Record<string, Values>;

/** Deterministic numbers in [low, high): a Weyl sequence, evenly spread and never repeating. */
export function numbers(size: number, low = -1, high = 1, offset = 0): Float32Array {
  return Float32Array.from(
    { length: size },
    (_, index) => low + (((index + 1 + offset) * 0.6180339887) % 1) * (high - low),
  );
}

export async function runEagerly(
  fn: TensorFunction,
  specs: Record<string, TensorSpec>,
  inputs: Record<string, Values>,
): Promise<Outputs> {
  await tf.setBackend('cpu');
  return tf.tidy(() => {
    const tensors: Record<string, tf.Tensor> = {};
    for (const [name, { shape, dtype }] of Object.entries(specs))
      tensors[name] = tf.tensor(inputs[name] as Float32Array, [...shape], dtype);
    return Object.fromEntries(Object.entries(fn(tensors)).map(([name, tensor]) => [name, tensor.dataSync() as Values]));
  });
}

/** TensorFlow.js's plain backend in doubles, which it makes wherever it would make floats. For what computes at once. */
export function inDoubles<T>(compute: () => T): T {
  const floats = globalThis.Float32Array;
  globalThis.Float32Array = Float64Array as unknown as Float32ArrayConstructor;
  try {
    return compute();
  } finally {
    globalThis.Float32Array = floats;
  }
}

/** Lowers a graph that has no variables, and runs it once. */
export type RunGraph = (
  graph: Graph,
  inputs: Record<string, Values>,
  seed?: readonly [number, number],
) => Promise<Outputs>;

/** By ONNX Runtime; on the processor, unless the options of the session (given the nodes to leave there) say otherwise. */
export async function runGraph(
  graph: Graph,
  inputs: Record<string, Values>,
  seed: readonly [number, number] = [1, 2],
  rules: RuleChoice = onnxRules,
  options: OnnxTarget['sessionOptions'] = () => ({ logSeverityLevel: 3 }),
): Promise<Outputs> {
  const model = lowerToOnnx('test', graph, rules);
  const session = await onnxruntime.InferenceSession.create(encodeModel(model.graph), options(model.processorNodes));
  try {
    const feeds: Record<string, onnxruntime.Tensor> = {};
    for (const [name, given] of model.inputs) {
      const { shape, dtype } = graph.inputs.get(name) as TensorSpec;
      feeds[given] = new onnxruntime.Tensor(dtype, inputs[name] as Float32Array, shape);
    }
    if (model.draws.length > 0)
      feeds[model.keysInput] = new onnxruntime.Tensor(
        'uint32',
        Uint32Array.from(model.draws.flatMap((draw) => [...drawKeys(seed, draw)])),
        [model.draws.length, 4],
      );
    const results = await session.run(feeds);
    const outputs: Outputs = {};
    for (const [name, given] of model.outputs) {
      const tensor = results[given] as onnxruntime.Tensor;
      expect([...tensor.dims], `shape of ${name}`).toEqual(graph.outputs.get(name)?.shape);
      outputs[name] = tensor.data as Values;
    }
    return outputs;
  } finally {
    await session.release();
  }
}

/** Largest difference over the tensor's largest magnitude; infinite where only one side is a number. */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 1e-6;
  let apart = 0;
  for (let index = 0; index < expected.length; index++) {
    const [a, e] = [actual[index] ?? NaN, expected[index] ?? NaN];
    if (Object.is(a, e) || a === e) continue;
    const difference = Math.abs(a - e);
    if (!Number.isFinite(difference)) return Infinity;
    apart = Math.max(apart, difference);
    largest = Math.max(largest, Math.abs(e));
  }
  return apart / Math.max(largest, ...Array.from(expected, (each) => (Number.isFinite(each) ? Math.abs(each) : 0)));
}

export function expectClose(actual: Outputs, expected: Outputs, tolerance: number): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected))
    expect(relativeDifference(actual[name] ?? [], values), `${name}: compiled against eager`).toBeLessThanOrEqual(
      tolerance,
    );
}

export const float = (...shape: number[]): TensorSpec => ({ shape, dtype: 'float32' });
export const int = (...shape: number[]): TensorSpec => ({ shape, dtype: 'int32' });
export const bool = (...shape: number[]): TensorSpec => ({ shape, dtype: 'bool' });
