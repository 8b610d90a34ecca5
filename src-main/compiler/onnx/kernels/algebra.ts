/** ONNX nodes of matrix products and batch normalisation, and the table of the kernels that work on whole images. */
import type * as tf from '@tensorflow/tfjs-core';
import type { algebra as shapeRules } from '../../kernels/algebra.ts';
import type { OnnxBuilder } from '../builder.ts';
import { lower, operand, result, type Operand, type OnnxRule } from '../rule.ts';
import { convolutionRules } from './convolution.ts';
import { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise.ts';
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from './pooling.ts';
import { resizeBilinear, resizeBilinearGradient, resizeNearest, resizeNearestGradient } from './resizing.ts';

const matMul: OnnxRule = lower<tf.BatchMatMulAttrs>((call, op) => {
  const [a, b] = [operand(call, 'a'), operand(call, 'b')];
  const { transposeA, transposeB } = call.attributes;
  const single = [a, b].every(({ shape }) => shape.slice(0, -2).every((size) => size === 1));
  if (!single) return op.node('MatMul', [swapped(op, a, transposeA), swapped(op, b, transposeB)]);
  // Products of two matrices go through Gemm, which takes the transposes as flags.
  const flat = ({ name, shape }: Operand): string => (shape.length === 2 ? name : op.reshape(name, shape.slice(-2)));
  const flags = { ...(transposeA ? { transA: 1 } : {}), ...(transposeB ? { transB: 1 } : {}) };
  const product = op.node(transposeA || transposeB ? 'Gemm' : 'MatMul', [flat(a), flat(b)], flags);
  const { shape } = result(call);
  return shape.length === 2 ? product : op.reshape(product, shape);
});

function swapped(op: OnnxBuilder, { name, shape }: Operand, swap: boolean | undefined): string {
  if (!swap) return name;
  const axes = shape.map((_, axis) => axis);
  return op.transpose(name, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}

/** (x - mean) / √(variance + ε) · scale + offset, over the last axis or elementwise. */
const batchNorm: OnnxRule = lower<tf.FusedBatchNormAttrs>((call, op) => {
  const { scale, offset } = call.inputs;
  const epsilon = op.scalar(call.attributes.varianceEpsilon ?? 0.001, 'float32');
  const deviation = op.node('Sqrt', [op.node('Add', [operand(call, 'variance').name, epsilon])]);
  const factor = scale ? op.node('Div', [scale.name, deviation]) : op.node('Reciprocal', [deviation]);
  const centred = op.node('Sub', [operand(call, 'x').name, operand(call, 'mean').name]);
  const scaled = op.node('Mul', [centred, factor]);
  return offset ? op.node('Add', [scaled, offset.name]) : scaled;
});

export const algebra: Record<keyof typeof shapeRules, OnnxRule> = {
  AvgPool: averagePool,
  AvgPoolGrad: averagePoolGradient,
  BatchMatMul: matMul,
  // 64 MiB of patches for one convolution.
  ...convolutionRules(2 ** 24),
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
  DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  FusedBatchNorm: batchNorm,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGradient,
  ResizeBilinear: resizeBilinear,
  ResizeBilinearGrad: resizeBilinearGradient,
  ResizeNearestNeighbor: resizeNearest,
  ResizeNearestNeighborGrad: resizeNearestGradient,
};
