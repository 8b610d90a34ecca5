/** Geometry of sliding windows (convolution, pooling): TensorFlow.js's own rules for padding and output size. */
import { backend_util } from '@tensorflow/tfjs-core';

type Pad = 'valid' | 'same' | number | backend_util.ExplicitPadding;
type Pair = readonly [number, number] | number;

export interface WindowAttributes {
  strides: Pair;
  pad: Pad;
  dilations?: Pair;
  dataFormat?: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** One spatial axis of a window sliding over an input. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding before the first element; what is needed after the last follows from the others. */
  readonly before: number;
}

export interface WindowGeometry {
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  /** Channels of the output as TensorFlow.js computes it: filters, or channels × multiplier for depthwise. */
  readonly outputShape: readonly [number, number, number, number];
}

/**
 * Geometry of a filter `[height, width, inChannels, outChannels or multiplier]` over `[batch, height, width, channels]`.
 * Throws for NCHW: TensorFlow.js trains only NHWC itself.
 */
export function windowGeometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: WindowAttributes,
  depthwise = false,
): WindowGeometry {
  if (attributes.dataFormat === 'NCHW')
    throw new Error('A convolution has the data format NCHW. Expected NHWC (channels last). Use channels last.');
  const info = backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attributes.strides as [number, number] | number,
    (attributes.dilations ?? 1) as [number, number] | number,
    attributes.pad,
    attributes.dimRoundingMode,
    depthwise,
  );
  return {
    height: {
      input: info.inHeight,
      output: info.outHeight,
      kernel: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: info.padInfo.top,
    },
    width: {
      input: info.inWidth,
      output: info.outWidth,
      kernel: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: info.padInfo.left,
    },
    outputShape: info.outShape,
  };
}

export interface PoolAttributes extends WindowAttributes {
  filterSize: Pair;
}

/** Geometry of a pooling window, one channel at a time, over `[batch, height, width, channels]`. */
export function poolGeometry(inputShape: readonly number[], attributes: PoolAttributes): WindowGeometry {
  const { filterSize } = attributes;
  const [height, width] = typeof filterSize === 'number' ? [filterSize, filterSize] : filterSize;
  const channels = inputShape[3] ?? 1;
  return windowGeometry(inputShape, [height, width, channels, channels], attributes);
}
