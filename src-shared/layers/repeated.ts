/**
 * Which tensors say the same at every step of a sequence, and what they say: a recurrent layer then meets its kernel once
 * instead of once a step. Owns the note on the tensor alone, which like a mask travels with it and is lost with the next layer.
 */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

const once = new WeakMap<Tensor, Tensor2D>();

/** Notes that `sequence` [batch, steps, features] is `values` [batch, features] at every step. */
export function noteRepeated(sequence: Tensor, values: Tensor2D): void {
  once.set(sequence, values);
}

/** The values [batch, features] of every step, or null where steps may differ. */
export const repeatedValues = (sequence: Tensor): Tensor2D | null => once.get(sequence) ?? null;
