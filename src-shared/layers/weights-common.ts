/** The kernel and bias that dense and convolution layers share. Owns their declaration and the addition of the bias. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Penalty } from './fields.ts';
import type { InitializerKind } from './initializers.ts';
import type { Shape, TensorFlow } from './layer.ts';
import type { Weights, WeightSpec } from './operation.ts';

export interface KernelAndBiasParams {
  readonly useBias: boolean;
  readonly kernelInitializer: InitializerKind;
  readonly biasInitializer: InitializerKind;
  readonly kernelPenalty: Penalty;
  readonly biasPenalty: Penalty;
}

/** `outputs`: length of the bias. */
export function kernelAndBias(params: KernelAndBiasParams, kernel: Shape, outputs: number): WeightSpec[] {
  return [
    { role: 'kernel', shape: kernel, initializer: params.kernelInitializer, penalty: params.kernelPenalty },
    ...biasOf(params, outputs),
  ];
}

export function biasOf(
  params: Pick<KernelAndBiasParams, 'useBias' | 'biasInitializer' | 'biasPenalty'>,
  outputs: number,
): WeightSpec[] {
  if (!params.useBias) return [];
  return [{ role: 'bias', shape: [outputs], initializer: params.biasInitializer, penalty: params.biasPenalty }];
}

/** Adds the bias along the last axis, where the layer has one. */
export const addBias = (core: TensorFlow['core'], x: Tensor, weights: Weights): Tensor =>
  weights.has('bias') ? core.add(x, weights.read('bias')) : x;
