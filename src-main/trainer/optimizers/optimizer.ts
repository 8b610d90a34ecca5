/** What an optimizer is here: a pure rule from weight, gradient and memory to new ones. Owns no weights and no loop. */
import type * as core from '@tensorflow/tfjs-core';

/** An optimizer's memory for one weight: named tensors of the weight's shape. */
export type Slots<Name extends string = string> = { readonly [N in Name]: core.Tensor };

export interface UpdateArguments<Params, S> {
  readonly tf: typeof core;
  readonly params: Params;
  readonly weight: core.Tensor;
  /** Same shape as the weight. */
  readonly gradient: core.Tensor;
  readonly slots: S;
  /** Scalar; an input of the step, so that schedules need no new program. */
  readonly learningRate: core.Tensor;
  /** Scalar: number of this update, from 1. */
  readonly step: core.Tensor;
}

export interface Optimizer<Params, S> {
  /** The memory that every weight needs under these settings, by the value it starts with. */
  slots(params: Params): { readonly [Name in keyof S]: number };
  /** One update of one weight; called in a traced function, so that it may not read values. */
  update(args: UpdateArguments<Params, S>): { readonly weight: core.Tensor; readonly slots: S };
}

/** kept × old + (1 − kept) × new. */
export const runningMean = (tf: typeof core, old: core.Tensor, next: core.Tensor, kept: number): core.Tensor =>
  tf.add(tf.mul(old, kept), tf.mul(next, 1 - kept));
