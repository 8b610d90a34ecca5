/** TensorFlow nodes of the kernels that make, move, pick or repeat elements without computing with them. */
import type * as tf from '@tensorflow/tfjs-core';
import {
  parseSlice,
  parseStridedSlice,
  positiveAxis,
  rangeValues,
  splitSizes,
  type arrangement as shapeRules,
} from '../../kernels/arrangement.ts';
import { lower, operand, result, type TensorFlowRule } from '../rule.ts';
import { standardNormal, uniform } from './random.ts';

/** A reshape to the result's shape. */
const reshape = (name: string): TensorFlowRule =>
  lower((call, op) => op.reshape(operand(call, name), result(call).shape));

export const arrangement: Record<keyof typeof shapeRules, TensorFlowRule> = {
  Concat: lower<tf.ConcatAttrs>((call, op) => {
    const parts = Object.values(call.inputs);
    const axis = positiveAxis(call.attributes.axis, result(call).shape.length);
    return parts.length === 1 ? parts[0]! : op.node('ConcatV2', [...parts, op.scalar(axis, 'int32')]);
  }),
  ExpandDims: reshape('input'),
  Fill: lower<tf.FillAttrs>((call, op) =>
    op.filled(Number(call.attributes.value), result(call).shape, result(call).dtype),
  ),
  GatherV2: lower<tf.GatherV2Attrs>((call, op) => {
    const x = operand(call, 'x');
    const axis = op.scalar(positiveAxis(call.attributes.axis, x.shape.length), 'int32');
    return op.node('GatherV2', [x, operand(call, 'indices'), axis], { batch_dims: call.attributes.batchDims });
  }),
  MirrorPad: lower<tf.MirrorPadAttrs>((call, op) => {
    const { paddings, mode } = call.attributes;
    const pairs = op.constant(paddings.flat(), [paddings.length, 2], 'int32');
    return op.node('MirrorPad', [operand(call, 'x'), pairs], { mode: mode.toUpperCase() });
  }),
  OneHot: lower<tf.OneHotAttrs>((call, op) => {
    const { depth, onValue, offValue } = call.attributes;
    const { dtype } = result(call);
    const inputs = [op.scalar(depth, 'int32'), op.scalar(onValue, dtype), op.scalar(offValue, dtype)];
    return op.node('OneHot', [operand(call, 'indices'), ...inputs], { axis: -1 });
  }),
  Pack: lower<tf.PackAttrs>((call, op) =>
    op.node('Pack', Object.values(call.inputs), {
      axis: positiveAxis(call.attributes.axis, result(call).shape.length),
    }),
  ),
  PadV2: lower<tf.PadV2Attrs>((call, op) => {
    const x = operand(call, 'x');
    const { paddings, constantValue } = call.attributes;
    const pairs = op.constant(paddings.flat(), [paddings.length, 2], 'int32');
    return op.node('PadV2', [x, pairs, op.scalar(constantValue, x.dtype)]);
  }),
  RandomUniform: uniform,
  RandomStandardNormal: standardNormal,
  Range: lower<tf.RangeAttrs>((call, op) =>
    op.constant(rangeValues(call.attributes), result(call).shape, result(call).dtype),
  ),
  Reshape: reshape('x'),
  Reverse: lower<tf.ReverseAttrs>((call, op) => {
    const x = operand(call, 'x');
    const axes = [call.attributes.dims].flat().map((axis) => positiveAxis(axis, x.shape.length));
    return op.node('ReverseV2', [x, op.int32(axes)]);
  }),
  Slice: lower<tf.SliceAttrs>((call, op) => {
    const x = operand(call, 'x');
    const { begin, size } = parseSlice(x.shape, call.attributes.begin, call.attributes.size);
    return op.node('Slice', [x, op.int32(begin), op.int32(size)]);
  }),
  SplitV: lower<tf.SplitVAttrs>((call, op) => {
    const x = operand(call, 'x');
    const axis = positiveAxis(call.attributes.axis, x.shape.length);
    const sizes = splitSizes(x.shape[axis] ?? 0, call.attributes.numOrSizeSplits);
    return op.nodes(
      'SplitV',
      [x, op.int32(sizes), op.scalar(axis, 'int32')],
      { num_split: sizes.length },
      sizes.length,
    );
  }),
  StridedSlice: lower<tf.StridedSliceAttrs>((call, op) => {
    const x = operand(call, 'x');
    const { begin, end, strides } = parseStridedSlice(x.shape, call.attributes);
    // An end of -1 under a negative stride means "through the first", which TensorFlow would count from the end.
    const through = end.reduce((mask, stop, axis) => mask + (stop < 0 && strides[axis]! < 0 ? 2 ** axis : 0), 0);
    const sliced = op.node('StridedSlice', [x, op.int32(begin), op.int32(end), op.int32(strides)], {
      end_mask: through,
    });
    return op.reshape(sliced, result(call).shape);
  }),
  Tile: lower<tf.TileAttrs>((call, op) => op.node('Tile', [operand(call, 'x'), op.int32(call.attributes.reps)])),
  Transpose: lower<tf.TransposeAttrs>((call, op) => op.transpose(operand(call, 'x'), call.attributes.perm)),
  Unpack: lower<tf.UnpackAttrs>((call, op) => {
    const value = operand(call, 'value');
    const axis = positiveAxis(call.attributes.axis, value.shape.length);
    const count = value.shape[axis] ?? 0;
    return op.nodes('Unpack', [value], { num: count, axis }, count);
  }),
  UnsortedSegmentSum: lower<tf.UnsortedSegmentSumAttrs>((call, op) =>
    op.node('UnsortedSegmentSum', [
      operand(call, 'x'),
      operand(call, 'segmentIds'),
      op.scalar(call.attributes.numSegments, 'int32'),
    ]),
  ),
};
