/**
 * What TensorFlow.js lacks for gradients of gradients, as a gradient penalty needs them. Its kernels' gradients are mostly
 * made of kernels that have gradients themselves; this adds the missing ones, for every backend, and mends those that
 * would be wrong without a word: a gradient that is computed from a kept *output* (tanh, sigmoid, …) loses what that output
 * depends on, because the tape notes the kept copy before the kernel that made it (tfjs-core 4.22, engine.js, runKernelFunc).
 * First gradients stay as they are. What is still missing fails by the kernel's name.
 */
import * as tf from '@tensorflow/tfjs-core';
// For its side effect, as in gradients.ts.
import '@tensorflow/tfjs-layers';
import { poolGeometry, type PoolAttributes, type WindowAxis } from '../kernels/window.ts';

type Gradient = tf.GradConfig;
type Attributes = tf.NamedAttrMap | undefined;

export function registerSecondGradients(): void {
  for (const [kernel, input] of Object.entries(keptOutputs)) recomputeOutput(kernel, input);
  replaceElu();
  for (const kernel of flat) addFlat(kernel, ['a', 'b']);
  addFlat('LogicalNot', ['x']);
  addConvolution('Conv2D');
  addConvolution('DepthwiseConv2dNative');
  addPooling();
  addResize('ResizeBilinear');
  addResize('ResizeNearestNeighbor');
}

/** Whether a gradient is being computed that is itself to be differentiated. */
const isNested = (): boolean => (tf.engine().state as unknown as { gradientDepth: number }).gradientDepth > 0;

const run = (kernel: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor =>
  tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap);

function originalOf(kernel: string): Gradient {
  const original = tf.getGradient(kernel);
  if (!original) throw new Error(`TensorFlow.js registers no gradient for ${kernel}. Expected TensorFlow.js 4.22.`);
  return original;
}

function replace(config: Gradient): void {
  if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
  tf.registerGradient(config);
}

/** Kernels of one input whose gradient is computed from their output, with the name of that input. */
const keptOutputs = { Exp: 'x', Sigmoid: 'x', Softmax: 'logits', Tanh: 'x' };

/** In a nested gradient the output is computed again, on the tape; simplification merges it with the first in a trace. */
function recomputeOutput(kernelName: string, input: string): void {
  const original = originalOf(kernelName);
  replace({
    kernelName,
    inputsToSave: [input],
    outputsToSave: [true],
    gradFunc(dy, saved, attributes) {
      const [x, y] = saved;
      const output = isNested() ? run(kernelName, { [input]: x! }, attributes ?? {}) : y!;
      return original.gradFunc(dy, [output], attributes);
    },
  });
}

/** 1 above zero and eˣ below. */
function replaceElu(): void {
  const original = originalOf('Elu');
  replace({
    kernelName: 'Elu',
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc(dy, saved, attributes) {
      const [x, y] = saved;
      if (!isNested()) return original.gradFunc(dy, [y!], attributes);
      const below = (): tf.Tensor => tf.exp(tf.neg(tf.relu(tf.neg(x!))));
      return { x: () => tf.mul(dy as tf.Tensor, tf.where(tf.greater(x!, 0), tf.onesLike(x!), below())) };
    },
  });
}

/** Comparisons: whatever they are made of, a small change of it changes nothing. */
const flat = ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr'];

function addFlat(kernelName: string, inputs: string[]): void {
  replace({
    kernelName,
    inputsToSave: inputs,
    gradFunc: (_, saved) =>
      Object.fromEntries(inputs.map((name, at) => [name, () => tf.zeros(saved[at]!.shape, 'float32')])),
  });
}

/** The input gradient of a convolution is linear in what comes back and in the filter. Dilated ones in traces only. */
function addConvolution(kernelName: 'Conv2D' | 'DepthwiseConv2dNative'): void {
  replace({
    kernelName: `${kernelName}BackpropInput`,
    inputsToSave: ['dy', 'filter'],
    gradFunc(given, saved, attrs) {
      const [dy, filter] = saved as [tf.Tensor, tf.Tensor];
      const attributes = { dilations: 1, ...attrs };
      const x = given as tf.Tensor;
      return {
        dy: () => run(kernelName, { x, filter }, attributes),
        filter: () => run(`${kernelName}BackpropFilter`, { x, dy }, { ...attributes, filterShape: filter.shape }),
      };
    },
  });
}

function addPooling(): void {
  replace({
    kernelName: 'AvgPoolGrad',
    inputsToSave: ['input'],
    gradFunc: (given, [input], attributes) => ({
      dy: () => run('AvgPool', { x: given as tf.Tensor }, attributes ?? {}),
      input: () => tf.zeros(input!.shape),
    }),
  });
  replace({
    kernelName: 'MaxPoolGrad',
    inputsToSave: ['input', 'output'],
    gradFunc: (given, [input, output], attributes) => ({
      dy: () => pickLargest(given as tf.Tensor4D, input as tf.Tensor4D, output!, attributes),
      input: () => tf.zeros(input!.shape),
      output: () => tf.zeros(output!.shape),
    }),
  });
}

/** Of `values`, in the shape of `input`, those where each window's first largest element lies. */
function pickLargest(values: tf.Tensor4D, input: tf.Tensor4D, largest: tf.Tensor, attributes: Attributes): tf.Tensor {
  const { height, width } = poolGeometry(input.shape, attributes as unknown as PoolAttributes);
  const [batch, , , channels] = input.shape;
  const around = ({ before, input: size, ...axis }: WindowAxis): [number, number] => [
    before,
    Math.max(0, reach(axis) - size - before),
  ];
  const reach = ({ output, stride, kernel }: Pick<WindowAxis, 'output' | 'stride' | 'kernel'>): number =>
    (output - 1) * stride + kernel;
  const pad = (x: tf.Tensor4D, value: number): tf.Tensor4D =>
    tf.pad(x, [[0, 0], around(height), around(width), [0, 0]], value);
  // Lower than any value that a float32 can hold is not needed: a window always has a real element.
  const [paddedInput, paddedValues] = [pad(input, -3e38), pad(values, 0)];
  const end = ({ output, stride }: WindowAxis, at: number): number => at + (output - 1) * stride + 1;
  let picked: tf.Tensor = tf.zerosLike(largest);
  let free: tf.Tensor = tf.onesLike(largest);
  for (let y = 0; y < height.kernel; y++) {
    for (let x = 0; x < width.kernel; x++) {
      const tap = (from: tf.Tensor4D): tf.Tensor =>
        tf.stridedSlice(
          from,
          [0, y, x, 0],
          [batch, end(height, y), end(width, x), channels],
          [1, height.stride, width.stride, 1],
        );
      const here = tf.mul(free, tf.cast(tf.equal(tap(paddedInput), largest), 'float32'));
      picked = tf.add(picked, tf.mul(here, tap(paddedValues)));
      free = tf.sub(free, here);
    }
  }
  return picked;
}

function addResize(kernelName: 'ResizeBilinear' | 'ResizeNearestNeighbor'): void {
  replace({
    kernelName: `${kernelName}Grad`,
    inputsToSave: ['dy', 'images'],
    gradFunc: (given, [dy, images], attributes) => ({
      dy: () => run(kernelName, { images: given as tf.Tensor }, { ...attributes, size: dy!.shape.slice(1, 3) }),
      images: () => tf.zeros(images!.shape),
    }),
  });
}
