/** Shape rules of the kernels that make, move, pick or repeat elements without computing with them. */
import { slice_util, util } from '@tensorflow/tfjs-core';
import type * as tf from '@tensorflow/tfjs-core';
import type { DType } from '../types.ts';
import { input, rule, spec, type ShapeRule } from './rule.ts';

const same = rule((inputs) => input(inputs, 'x'));

const padded = rule<tf.PadV2Attrs>((inputs, { paddings }) => {
  const { shape, dtype } = input(inputs, 'x');
  return spec(
    shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0)),
    dtype,
  );
});

/** Axis in 0…rank-1; TensorFlow.js allows negative ones. */
export function positiveAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

function random(dtype: DType): ShapeRule {
  return rule<{ shape: number[] }>((_, { shape }) => spec(shape, dtype));
}

export const arrangement = {
  Concat: rule<tf.ConcatAttrs>((inputs, { axis }) => {
    const parts = Object.values(inputs);
    const { shape, dtype } = input(inputs, '0');
    const joined = positiveAxis(axis, shape.length);
    const total = parts.reduce((sum, part) => sum + (part.shape[joined] ?? 0), 0);
    return spec(shape.with(joined, total), dtype);
  }),
  ExpandDims: rule<tf.ExpandDimsAttrs>((inputs, { dim }) => {
    const { shape, dtype } = input(inputs, 'input');
    return spec(shape.toSpliced(dim < 0 ? dim + shape.length + 1 : dim, 0, 1), dtype);
  }),
  Fill: rule<tf.FillAttrs>((_, { shape, dtype }) => spec(shape, (dtype ?? 'float32') as DType)),
  GatherV2: rule<tf.GatherV2Attrs>((inputs, { axis, batchDims }) => {
    const x = input(inputs, 'x');
    const indices = input(inputs, 'indices');
    const gathered = positiveAxis(axis, x.shape.length);
    return spec(
      [...x.shape.slice(0, gathered), ...indices.shape.slice(batchDims), ...x.shape.slice(gathered + 1)],
      x.dtype,
    );
  }),
  MirrorPad: padded,
  OneHot: rule<tf.OneHotAttrs>((inputs, { depth, dtype }) =>
    spec([...input(inputs, 'indices').shape, depth], (dtype ?? 'int32') as DType),
  ),
  Pack: rule<tf.PackAttrs>((inputs, { axis }) => {
    const { shape, dtype } = input(inputs, '0');
    return spec(shape.toSpliced(positiveAxis(axis, shape.length + 1), 0, Object.keys(inputs).length), dtype);
  }),
  PadV2: padded,
  /** The compiler's own: uniform in [0, 1). */
  RandomUniform: random('float32'),
  /** The compiler's own: mean 0, standard deviation 1. */
  RandomStandardNormal: random('float32'),
  Range: rule<tf.RangeAttrs>((_, attributes) =>
    spec([rangeValues(attributes).length], (attributes.dtype ?? 'float32') as DType),
  ),
  Reshape: rule<tf.ReshapeAttrs>((inputs, { shape }) => {
    const { shape: before, dtype } = input(inputs, 'x');
    return spec(util.inferFromImplicitShape([...shape], util.sizeFromShape([...before])), dtype);
  }),
  Reverse: same,
  Slice: rule<tf.SliceAttrs>((inputs, { begin, size }) => {
    const { shape, dtype } = input(inputs, 'x');
    return spec(parseSlice(shape, begin, size).size, dtype);
  }),
  SplitV: rule<tf.SplitVAttrs>((inputs, { numOrSizeSplits, axis }) => {
    const { shape, dtype } = input(inputs, 'x');
    const split = positiveAxis(axis, shape.length);
    return splitSizes(shape[split] ?? 0, numOrSizeSplits).map((size) => spec(shape.with(split, size), dtype));
  }),
  StridedSlice: rule<tf.StridedSliceAttrs>((inputs, attributes) => {
    const { shape, dtype } = input(inputs, 'x');
    return spec(parseStridedSlice(shape, attributes).finalShape, dtype);
  }),
  Tile: rule<tf.TileAttrs>((inputs, { reps }) => {
    const { shape, dtype } = input(inputs, 'x');
    return spec(
      shape.map((size, axis) => size * (reps[axis] ?? 1)),
      dtype,
    );
  }),
  Transpose: rule<tf.TransposeAttrs>((inputs, { perm }) => {
    const { shape, dtype } = input(inputs, 'x');
    return spec(
      perm.map((axis) => shape[axis] ?? 0),
      dtype,
    );
  }),
  Unpack: rule<tf.UnpackAttrs>((inputs, { axis }) => {
    const { shape, dtype } = input(inputs, 'value');
    const unpacked = positiveAxis(axis, shape.length);
    return Array.from({ length: shape[unpacked] ?? 0 }, () => spec(shape.toSpliced(unpacked, 1), dtype));
  }),
  UnsortedSegmentSum: rule<tf.UnsortedSegmentSumAttrs>((inputs, { numSegments }) => {
    const { shape, dtype } = input(inputs, 'x');
    const segmentRank = input(inputs, 'segmentIds').shape.length;
    return spec([numSegments, ...shape.slice(segmentRank)], dtype);
  }),
} satisfies Record<string, ShapeRule>;

/** Begin and size of every axis, with TensorFlow.js's shorthands (missing axes, size -1) resolved. */
export function parseSlice(shape: readonly number[], begin: number | number[], size: number | number[]) {
  const [begins, sizes] = slice_util.parseSliceParams(specAsTensor(shape), begin, size) as [number[], number[]];
  return { begin: begins, size: sizes };
}

/** TensorFlow's strided slice with its masks resolved. */
export function parseStridedSlice(shape: readonly number[], attributes: tf.StridedSliceAttrs) {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  return slice_util.sliceInfo(
    [...shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
}

export function rangeValues({ start, stop, step }: tf.RangeAttrs): number[] {
  const length = Math.max(Math.ceil((stop - start) / step), 0);
  return Array.from({ length }, (_, index) => start + index * step);
}

export function splitSizes(total: number, numOrSizes: number | readonly number[]): number[] {
  if (typeof numOrSizes === 'number') return Array.from({ length: numOrSizes }, () => total / numOrSizes);
  const known = numOrSizes.reduce((sum, size) => sum + Math.max(size, 0), 0);
  return numOrSizes.map((size) => (size < 0 ? total - known : size));
}

/** `parseSliceParams` is declared for tensors but looks at nothing but shape and rank. */
function specAsTensor(shape: readonly number[]): tf.Tensor {
  return { shape: [...shape], rank: shape.length } as unknown as tf.Tensor;
}
