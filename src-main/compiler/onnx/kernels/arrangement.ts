/** ONNX nodes of the kernels that make, move, pick or repeat elements without computing with them. */
import type * as tf from '@tensorflow/tfjs-core';
import {
  parseSlice,
  parseStridedSlice,
  positiveAxis,
  rangeValues,
  splitSizes,
  type arrangement as shapeRules,
} from '../../kernels/arrangement.ts';
import { sizeOf } from '../../graph.ts';
import type { OnnxBuilder } from '../builder.ts';
import { lower, operand, result, type OnnxRule } from '../rule.ts';
import { standardNormal, uniform } from './random.ts';

/** A reshape to the result's shape. */
const reshape = (name: string): OnnxRule =>
  lower((call, op) => op.reshape(operand(call, name).name, result(call).shape));

/** ONNX's Slice with one entry for each axis, leaving out those that are whole. */
export function slice(
  op: OnnxBuilder,
  x: string,
  shape: readonly number[],
  begin: readonly number[],
  end: readonly number[],
  strides: readonly number[] = shape.map(() => 1),
): string {
  const cut = shape.flatMap((size, axis) =>
    begin[axis] === 0 && end[axis] === size && strides[axis] === 1 ? [] : [axis],
  );
  if (cut.length === 0) return x;
  const chosen = (of: readonly number[]) => op.int64(cut.map((axis) => of[axis] ?? 0));
  return op.node('Slice', [x, chosen(begin), chosen(end), op.int64(cut), chosen(strides)]);
}

/** Before-and-after pairs as ONNX wants them: all befores, then all afters. */
function pads(op: OnnxBuilder, paddings: readonly (readonly [number, number])[]): string {
  return op.int64([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
}

/** From the last element down to and with the first: ends before any start ONNX could take as counted from the end. */
const beforeFirst = -(2 ** 31);

export const arrangement: Record<keyof typeof shapeRules, OnnxRule> = {
  Concat: lower<tf.ConcatAttrs>((call, op) => {
    const parts = Object.values(call.inputs).filter(({ shape }) => sizeOf(shape) > 0);
    const axis = positiveAxis(call.attributes.axis, result(call).shape.length);
    return op.node(
      'Concat',
      parts.map(({ name }) => name),
      { axis },
    );
  }),
  ExpandDims: reshape('input'),
  Fill: lower<tf.FillAttrs>((call, op) =>
    op.filled(Number(call.attributes.value), result(call).shape, result(call).dtype),
  ),
  GatherV2: lower<tf.GatherV2Attrs>((call, op) => {
    const { axis, batchDims } = call.attributes;
    if (batchDims)
      throw new Error(
        `TensorFlow.js kernel GatherV2 has ${batchDims} batch dimensions. Expected none. Gather from each batch element on its own.`,
      );
    const x = operand(call, 'x');
    const gathered = positiveAxis(axis, x.shape.length);
    return op.node('Gather', [x.name, operand(call, 'indices').name], { axis: gathered });
  }),
  MirrorPad: lower<tf.MirrorPadAttrs>((call, op) => {
    const { name, shape } = operand(call, 'x');
    const { paddings, mode } = call.attributes;
    if (mode === 'reflect') return op.node('Pad', [name, pads(op, paddings)], { mode: 'reflect' });
    // Symmetric repeats the edge: pick the mirrored indices axis by axis.
    return paddings.reduce((padded, [before, after], axis) => {
      const size = shape[axis] ?? 1;
      const mirrored = Array.from({ length: before + size + after }, (_, at) => mirror(at - before, size));
      return before + after === 0
        ? padded
        : op.node('Gather', [padded, op.constant(mirrored, [mirrored.length], 'int32')], { axis });
    }, name);
  }),
  OneHot: lower<tf.OneHotAttrs>((call, op) => {
    const { depth, onValue, offValue } = call.attributes;
    const { name, shape } = operand(call, 'indices');
    const classes = op.constant(
      Array.from({ length: depth }, (_, index) => index),
      [depth],
      'int32',
    );
    const hit = op.node('Equal', [op.reshape(name, [...shape, 1]), classes]);
    const { dtype } = result(call);
    if (dtype === 'bool') return onValue ? hit : op.node('Not', [hit]);
    return op.node('Where', [hit, op.scalar(onValue, dtype), op.scalar(offValue, dtype)]);
  }),
  Pack: lower<tf.PackAttrs>((call, op) => {
    const axis = positiveAxis(call.attributes.axis, result(call).shape.length);
    const unit = result(call).shape.with(axis, 1);
    const parts = Object.values(call.inputs).map(({ name }) => op.reshape(name, unit));
    return parts.length === 1 ? (parts[0] ?? '') : op.node('Concat', parts, { axis });
  }),
  PadV2: lower<tf.PadV2Attrs>((call, op) => {
    const { name, dtype } = operand(call, 'x');
    const { paddings, constantValue } = call.attributes;
    return op.node('Pad', [name, pads(op, paddings), op.scalar(constantValue, dtype)]);
  }),
  RandomUniform: uniform,
  RandomStandardNormal: standardNormal,
  Range: lower<tf.RangeAttrs>((call, op) =>
    op.constant(rangeValues(call.attributes), result(call).shape, result(call).dtype),
  ),
  Reshape: reshape('x'),
  Reverse: lower<tf.ReverseAttrs>((call, op) => {
    const { name, shape } = operand(call, 'x');
    const axes = [call.attributes.dims].flat().map((axis) => positiveAxis(axis, shape.length));
    if (axes.length === 0) return name;
    const each = (value: number) => op.int64(axes.map(() => value));
    return op.node('Slice', [name, each(-1), each(beforeFirst), op.int64(axes), each(-1)]);
  }),
  Slice: lower<tf.SliceAttrs>((call, op) => {
    const { name, shape } = operand(call, 'x');
    const { begin, size } = parseSlice(shape, call.attributes.begin, call.attributes.size);
    const end = begin.map((start, axis) => start + (size[axis] ?? 0));
    return slice(op, name, shape, begin, end);
  }),
  SplitV: lower<tf.SplitVAttrs>((call, op) => {
    const { name, shape } = operand(call, 'x');
    const axis = positiveAxis(call.attributes.axis, shape.length);
    const sizes = splitSizes(shape[axis] ?? 0, call.attributes.numOrSizeSplits);
    return sizes.length === 1 ? [name] : op.nodes('Split', [name, op.int64(sizes)], { axis }, sizes.length);
  }),
  StridedSlice: lower<tf.StridedSliceAttrs>((call, op) => {
    const { name, shape } = operand(call, 'x');
    const { begin, end, strides } = parseStridedSlice(shape, call.attributes);
    // An end of -1 under a negative stride means "through the first", which ONNX would count from the end.
    const ends = end.map((stop, axis) => ((strides[axis] ?? 1) < 0 && stop < 0 ? beforeFirst : stop));
    return op.reshape(slice(op, name, shape, begin, ends, strides), result(call).shape);
  }),
  Tile: lower<tf.TileAttrs>((call, op) => op.node('Tile', [operand(call, 'x').name, op.int64(call.attributes.reps)])),
  Transpose: lower<tf.TransposeAttrs>((call, op) => op.transpose(operand(call, 'x').name, call.attributes.perm)),
  Unpack: lower<tf.UnpackAttrs>((call, op) => {
    const { name, shape } = operand(call, 'value');
    const axis = positiveAxis(call.attributes.axis, shape.length);
    const count = shape[axis] ?? 0;
    const parts =
      count === 1 ? [name] : op.nodes('Split', [name, op.int64(Array<number>(count).fill(1))], { axis }, count);
    return parts.map((part) => op.reshape(part, shape.toSpliced(axis, 1)));
  }),
  UnsortedSegmentSum: lower((call, op) => {
    const x = operand(call, 'x');
    const segments = operand(call, 'segmentIds');
    const { shape, dtype } = result(call);
    // ScatterElements adds one element after the other, in order, hence always the same sum; its indices have x's shape.
    const rows = sizeOf(segments.shape);
    const width = sizeOf(shape.slice(1));
    const ids = op.node('Expand', [op.reshape(segments.name, [rows, 1]), op.int64([rows, width])]);
    const zeros = op.filled(0, [shape[0] ?? 0, width], dtype);
    const sums = op.node('ScatterElements', [zeros, ids, op.reshape(x.name, [rows, width])], {
      axis: 0,
      reduction: 'add',
    });
    return op.reshape(sums, shape);
  }),
};

/** Index inside 0…size-1 that stands at `at` when the sequence is mirrored at both ends, edges repeated. */
function mirror(at: number, size: number): number {
  if (at < 0) return -at - 1;
  return at >= size ? 2 * size - 1 - at : at;
}
