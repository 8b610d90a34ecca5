/** TensorFlow nodes of matrix products, batch normalisation and resizing, and the table of the kernels that work on whole images. */
import type * as tf from '@tensorflow/tfjs-core';
import type { algebra as shapeRules } from '../../kernels/algebra.ts';
import { sizeOf } from '../../graph.ts';
import type { OperationName } from '../operations.ts';
import { lower, operand, result, type TensorFlowRule } from '../rule.ts';
import { convolutions } from './convolution.ts';
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from './pooling.ts';

const matMul: TensorFlowRule = lower<tf.BatchMatMulAttrs>((call, op) => {
  const [a, b] = [operand(call, 'a'), operand(call, 'b')];
  const { transposeA = false, transposeB = false } = call.attributes;
  const isSingle = [a, b].every(({ shape }) => sizeOf(shape.slice(0, -2)) === 1);
  if (!isSingle) return op.node('BatchMatMulV2', [a, b], { adj_x: transposeA, adj_y: transposeB });
  const [first, second] = [op.reshape(a, a.shape.slice(-2)), op.reshape(b, b.shape.slice(-2))];
  const product = op.node('MatMul', [first, second], { transpose_a: transposeA, transpose_b: transposeB });
  return op.reshape(product, result(call).shape);
});

/** (x - mean) / √(variance + ε) · scale + offset, over the last axis or elementwise; what is small is computed first. */
const batchNorm: TensorFlowRule = lower<tf.FusedBatchNormAttrs>((call, op) => {
  const { scale, offset } = call.inputs;
  const epsilon = op.scalar(call.attributes.varianceEpsilon ?? 0.001, 'float32');
  const narrow = op.node('Rsqrt', [op.node('AddV2', [operand(call, 'variance'), epsilon])]);
  const factor = scale ? op.node('Mul', [narrow, scale]) : narrow;
  const scaled = op.node('Mul', [op.node('Sub', [operand(call, 'x'), operand(call, 'mean')]), factor]);
  return offset ? op.node('AddV2', [scaled, offset]) : scaled;
});

interface ResizeAttributes {
  alignCorners: boolean;
  halfPixelCenters?: boolean;
}

const modes = ({ alignCorners, halfPixelCenters = false }: ResizeAttributes) => ({
  align_corners: alignCorners,
  half_pixel_centers: halfPixelCenters,
});

function resize(type: OperationName): TensorFlowRule {
  return lower<ResizeAttributes & { size: [number, number] }>((call, op) =>
    op.node(type, [operand(call, 'images'), op.int32(call.attributes.size)], modes(call.attributes)),
  );
}

export const algebra: Record<keyof typeof shapeRules, TensorFlowRule> = {
  AvgPool: averagePool,
  AvgPoolGrad: averagePoolGradient,
  BatchMatMul: matMul,
  ...convolutions,
  FusedBatchNorm: batchNorm,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGradient,
  ResizeBilinear: resize('ResizeBilinear'),
  ResizeBilinearGrad: lower<ResizeAttributes>((call, op) =>
    op.node('ResizeBilinearGrad', [operand(call, 'dy'), operand(call, 'images')], modes(call.attributes)),
  ),
  ResizeNearestNeighbor: resize('ResizeNearestNeighbor'),
  ResizeNearestNeighborGrad: lower<ResizeAttributes>((call, op) => {
    const [, height = 0, width = 0] = operand(call, 'images').shape;
    const size = op.int32([height, width]);
    return op.node('ResizeNearestNeighborGrad', [operand(call, 'dy'), size], modes(call.attributes));
  }),
};
