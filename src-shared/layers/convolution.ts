/** The tensor side of convolutions, shared by the one- and two-dimensional kinds. Owns no settings. */
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Padding } from './conv-arithmetic.ts';
import { convolveDilated } from './dilation.ts';
import type { TensorFlow } from './layer.ts';
import { LayerError } from './layer.ts';

export type Pair = readonly [number, number];
type Core = TensorFlow['core'];

export interface Window {
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilationRate: Pair;
}

const isOne = (pair: Pair): boolean => pair[0] === 1 && pair[1] === 1;

/** @param x [batch, height, width, channels] @param kernel [height, width, channels, filters] */
export function convolve(core: Core, x: Tensor4D, kernel: Tensor4D, window: Window): Tensor4D {
  const { strides, padding, dilationRate } = window;
  if (isOne(dilationRate)) return core.conv2d(x, kernel, [...strides], padding);
  const size: Pair = [kernel.shape[0], kernel.shape[1]];
  return convolveDilated(core, x, size, dilationRate, padding, (parts) => core.conv2d(parts, kernel, 1, 'valid'));
}

/** @param x [batch, height, width, channels] @param kernel [height, width, channels, multiplier] */
export function convolveDepthwise(core: Core, x: Tensor4D, kernel: Tensor4D, window: Window): Tensor4D {
  const { strides, padding, dilationRate } = window;
  if (isOne(dilationRate)) return core.depthwiseConv2d(x, kernel, [...strides], padding);
  const size: Pair = [kernel.shape[0], kernel.shape[1]];
  return convolveDilated(core, x, size, dilationRate, padding, (parts) =>
    core.depthwiseConv2d(parts, kernel, 1, 'valid'),
  );
}

/** A sequence [batch, steps, features] as a picture one pixel high, and back. */
export const asPicture = (core: Core, x: Tensor): Tensor4D => core.expandDims(x, 1);
export const asSequence = (core: Core, x: Tensor4D): Tensor3D => core.squeeze(x, [1]);

/** Keras and TensorFlow refuse strides together with dilation. */
export function refuseStridesWithDilation(strides: readonly number[], dilationRate: readonly number[]): void {
  if (strides.every((n) => n === 1) || dilationRate.every((n) => n === 1)) return;
  throw new LayerError({
    received: `Strides are ${strides.join(' × ')} and the dilation rate is ${dilationRate.join(' × ')}.`,
    expected: 'Only one of the two can be above 1.',
    action: 'Set the strides or the dilation rate to 1.',
  });
}

/** TensorFlow's depthwise convolutions move equally far down and across. */
export function refuseUnequalStrides(strides: Pair): void {
  if (strides[0] === strides[1]) return;
  throw new LayerError({
    received: `Strides are ${strides[0]} down and ${strides[1]} across.`,
    expected: 'Depthwise convolutions move equally far in both directions.',
    action: `Set both strides to ${strides[0]} or both to ${strides[1]}.`,
  });
}
