/**
 * TensorFlow.js's fused kernels, recorded as the operations they fuse: the lowerings then need no second table for them,
 * and the runtimes fuse again what pays.
 */
import * as tf from '@tensorflow/tfjs-core';

type Expansion = (inputs: tf.NamedTensorInfoMap, attributes: object) => tf.TensorInfo | tf.TensorInfo[];

interface FusedAttributes {
  activation: string;
  leakyreluAlpha?: number;
}

const activations: Record<string, (x: tf.Tensor, fused: FusedAttributes, slope: tf.Tensor | undefined) => tf.Tensor> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  elu: (x) => tf.elu(x),
  sigmoid: (x) => tf.sigmoid(x),
  leakyrelu: (x, { leakyreluAlpha }) => tf.leakyRelu(x, leakyreluAlpha),
  prelu: (x, _, slope) => (slope ? tf.prelu(x, slope) : x),
};

function fused<A extends FusedAttributes>(
  product: (inputs: tf.NamedTensorInfoMap, attributes: A) => tf.Tensor,
): Expansion {
  return (inputs, attributes) => {
    const typed = attributes as unknown as A;
    const activate = activations[typed.activation];
    if (!activate)
      throw new Error(
        `A fused TensorFlow.js kernel has the activation "${typed.activation}". ` +
          `Expected one of ${Object.keys(activations).join(', ')}. Apply the activation as an operation of its own.`,
      );
    return tf.tidy(() => {
      const plain = product(inputs, typed);
      const shifted = inputs['bias'] ? tf.add(plain, inputs['bias'] as tf.Tensor) : plain;
      return activate(shifted, typed, inputs['preluActivationWeights'] as tf.Tensor | undefined);
    });
  };
}

function runKernel(kernel: string, inputs: tf.NamedTensorInfoMap, attributes: object): tf.Tensor {
  // Inside a kernel call the engine passes its tensors on, though it declares them as plain tensor infos.
  return tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
}

function convolution(kernel: 'Conv2D' | 'DepthwiseConv2dNative'): Expansion {
  return fused<FusedAttributes & tf.Conv2DAttrs>(({ x, filter }, attributes) => {
    const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributes;
    return runKernel(kernel, { x, filter } as tf.NamedTensorInfoMap, {
      strides,
      pad,
      dataFormat,
      dilations,
      dimRoundingMode,
    });
  });
}

export const expansions: ReadonlyMap<string, Expansion> = new Map([
  ['FusedConv2D', convolution('Conv2D')],
  ['FusedDepthwiseConv2D', convolution('DepthwiseConv2dNative')],
  [
    '_FusedMatMul',
    fused<FusedAttributes & tf.BatchMatMulAttrs>(({ a, b }, { transposeA, transposeB }) =>
      runKernel('BatchMatMul', { a, b } as tf.NamedTensorInfoMap, { transposeA, transposeB }),
    ),
  ],
]);
