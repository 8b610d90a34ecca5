/** Shape rules of matrix products, convolutions, pooling, resizing and batch normalisation, `[batch, height, width, channels]`. */
import type * as tf from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { input, rule, spec, type ShapeRule } from './rule.ts';
import { poolGeometry, windowGeometry, type PoolAttributes, type WindowAttributes } from './window.ts';

const convolution = (depthwise: boolean) =>
  rule<WindowAttributes>((inputs, attributes) => {
    const x = input(inputs, 'x');
    const { outputShape } = windowGeometry(x.shape, input(inputs, 'filter').shape, attributes, depthwise);
    return spec(outputShape, x.dtype);
  });
const inputGradient = rule<{ inputShape: number[] }>((inputs, { inputShape }) =>
  spec(inputShape, input(inputs, 'dy').dtype),
);
const filterGradient = rule<{ filterShape: number[] }>((inputs, { filterShape }) =>
  spec(filterShape, input(inputs, 'dy').dtype),
);
const pooling = rule<PoolAttributes>((inputs, attributes) => {
  const x = input(inputs, 'x');
  return spec(poolGeometry(x.shape, attributes).outputShape, x.dtype);
});
const poolingGradient = rule((inputs) => input(inputs, 'input'));
const resize = rule<tf.ResizeBilinearAttrs>((inputs, { size }) => {
  const [batch = 0, , , channels = 0] = input(inputs, 'images').shape;
  return spec([batch, ...size, channels], 'float32');
});
const resizeGradient = rule((inputs) => input(inputs, 'images'));

export const algebra = {
  AvgPool: pooling,
  AvgPoolGrad: poolingGradient,
  BatchMatMul: rule<tf.BatchMatMulAttrs>((inputs, { transposeA, transposeB }) => {
    const a = input(inputs, 'a');
    const b = input(inputs, 'b');
    const batch = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return spec([...batch, a.shape.at(transposeA ? -1 : -2) ?? 0, b.shape.at(transposeB ? -2 : -1) ?? 0], a.dtype);
  }),
  Conv2D: convolution(false),
  Conv2DBackpropFilter: filterGradient,
  Conv2DBackpropInput: inputGradient,
  DepthwiseConv2dNative: convolution(true),
  DepthwiseConv2dNativeBackpropFilter: filterGradient,
  DepthwiseConv2dNativeBackpropInput: inputGradient,
  FusedBatchNorm: rule((inputs) => input(inputs, 'x')),
  MaxPool: pooling,
  MaxPoolGrad: poolingGradient,
  ResizeBilinear: resize,
  ResizeBilinearGrad: resizeGradient,
  ResizeNearestNeighbor: resize,
  ResizeNearestNeighborGrad: resizeGradient,
} satisfies Record<string, ShapeRule>;
