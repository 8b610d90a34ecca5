/**
 * Dilated windows as ordinary ones: an image's pixels sorted by their position modulo the dilation, each sort an image of
 * its own in the batch (Chen et al., DeepLab, 2016, section 3.1). Strides are one: TensorFlow.js allows one or the other.
 */
import type { WindowAxis } from '../../kernels/window.ts';
import type { Tensor, TensorFlowBuilder } from '../builder.ts';
import { paddingBehind } from './padding.ts';

export function phasesOf(op: TensorFlowBuilder, axes: readonly [WindowAxis, WindowAxis]) {
  const block = op.int32(axes.map(({ dilation }) => dilation));
  const lengths = axes.map((axis) => axis.before + axis.input + paddingBehind(axis));
  /** Added behind, so that all phases are of one length. */
  const rest = axes.map(({ dilation }, index) => (dilation - (lengths[index]! % dilation)) % dilation);
  const pairs = (of: (axis: WindowAxis, rest: number) => number[]): Tensor =>
    op.constant(
      axes.flatMap((axis, index) => of(axis, rest[index]!)),
      [2, 2],
      'int32',
    );
  const ofInput = pairs((axis, more) => [axis.before, paddingBehind(axis) + more]);
  const ofOutput = pairs((_, more) => [0, more]);
  return {
    splitInput: (x: Tensor): Tensor => op.node('SpaceToBatchND', [x, block, ofInput]),
    joinInput: (x: Tensor): Tensor => op.node('BatchToSpaceND', [x, block, ofInput]),
    splitOutput: (y: Tensor): Tensor => op.node('SpaceToBatchND', [y, block, ofOutput]),
    joinOutput: (y: Tensor): Tensor => op.node('BatchToSpaceND', [y, block, ofOutput]),
    /** Of the split input. */
    splitShape: ([batch = 0, , , channels = 0]: readonly number[]): number[] => [
      axes.reduce((size, { dilation }) => size * dilation, batch),
      ...axes.map(({ dilation }, index) => (lengths[index]! + rest[index]!) / dilation),
      channels,
    ],
  };
}
