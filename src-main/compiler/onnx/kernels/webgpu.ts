/**
 * What ONNX Runtime's WebGPU provider needs lowered differently. An operation or type that it lacks runs on the processor,
 * with a copy of its operands there and of its result back, each of which waits for the device; these rules do without.
 * What they do not cover, and why, is in docs/engine.md under "WebGPU".
 */
import type * as tf from '@tensorflow/tfjs-core';
import { parseSlice, parseStridedSlice, positiveAxis, splitSizes } from '../../kernels/arrangement.ts';
import type { KernelName } from '../../kernels/index.ts';
import { reducedAxes } from '../../kernels/reductions.ts';
import type { OnnxBuilder } from '../builder.ts';
import { lower, operand, result, type Call, type Operand, type OnnxRule } from '../rule.ts';
import { onnxRules } from './index.ts';
import { maxPoolGradientBy } from './pooling.ts';
import { forTypes, webgpuElementwise } from './webgpu-elementwise.ts';

/** Booleans as integers of 0 and 1 and, where the kernel moves them, back. */
function asIntegers(rule: OnnxRule, results: 'moved' | 'compared' = 'moved'): OnnxRule {
  const onIntegers: OnnxRule = (call, op) => {
    const inputs = Object.fromEntries(Object.entries(call.inputs).map(([name, each]) => [name, integers(op, each)]));
    if (results === 'compared') return rule({ ...call, inputs }, op);
    const outputs = call.outputs.map(({ shape }) => ({ shape, dtype: 'int32' as const }));
    return [rule({ ...call, inputs, outputs }, op)].flat().map((name) => op.cast(name, 'bool'));
  };
  return forTypes(['bool'], onIntegers, rule);
}

const integers = (op: OnnxBuilder, { name, shape, dtype }: Operand): Operand => ({
  name: dtype === 'bool' ? op.cast(name, 'int32') : name,
  shape,
  dtype: 'int32',
});

/** Slice knows floats only; Gather knows every type, an axis at a time. */
function picked(kernel: KernelName, indicesOf: (call: Call, x: Operand) => number[][]): OnnxRule {
  return forTypes(
    ['int32', 'bool'],
    lower((call, op) => {
      const x = operand(call, 'x');
      const whole = (indices: number[], axis: number): boolean =>
        indices.length === x.shape[axis] && indices.every((index, at) => index === at);
      const gathered = indicesOf(call, x).reduce(
        (name, indices, axis) =>
          whole(indices, axis)
            ? name
            : op.node('Gather', [name, op.constant(indices, [indices.length], 'int32')], { axis }),
        x.name,
      );
      return op.reshape(gathered, result(call).shape);
    }),
    onnxRules[kernel],
  );
}

const counted = (length: number, begin = 0, stride = 1): number[] =>
  Array.from({ length }, (_, index) => begin + index * stride);

/** Storage buffers that every WebGPU device gives a shader are eight: one for what is split, seven for pieces. */
const mostPieces = 7;

/** Split, in several rounds where there are more pieces than a shader can write. */
function split(op: OnnxBuilder, x: string, sizes: readonly number[], axis: number): readonly string[] {
  if (sizes.length === 1) return [x];
  if (sizes.length <= mostPieces) return op.nodes('Split', [x, op.int64(sizes)], { axis }, sizes.length);
  const inGroup = mostPieces ** Math.ceil(Math.log(sizes.length) / Math.log(mostPieces) - 1e-9) / mostPieces;
  const groups = counted(Math.ceil(sizes.length / inGroup)).map((group) =>
    sizes.slice(group * inGroup, (group + 1) * inGroup),
  );
  const totals = groups.map((group) => group.reduce((sum, size) => sum + size, 0));
  return split(op, x, totals, axis).flatMap((part, index) => split(op, part, groups[index] ?? [], axis));
}

const splitAlong: OnnxRule = lower<tf.SplitVAttrs>((call, op) => {
  const { name, shape } = operand(call, 'x');
  const axis = positiveAxis(call.attributes.axis, shape.length);
  return split(op, name, splitSizes(shape[axis] ?? 0, call.attributes.numOrSizeSplits), axis);
});

const unpack: OnnxRule = lower<tf.UnpackAttrs>((call, op) => {
  const { name, shape } = operand(call, 'value');
  const axis = positiveAxis(call.attributes.axis, shape.length);
  const parts = split(op, name, Array<number>(shape[axis] ?? 0).fill(1), axis);
  return parts.map((part) => op.reshape(part, shape.toSpliced(axis, 1)));
});

/** ArgMax counts in 64-bit integers, which the provider cannot convert: the first index of the extreme value instead. */
function position(extreme: 'ReduceMax' | 'ReduceMin'): OnnxRule {
  return lower<Parameters<typeof reducedAxes>[0]>((call, op) => {
    const { name, shape } = integersOnly(op, operand(call, 'x'));
    const [axis = 0] = reducedAxes(call.attributes, shape);
    const size = shape[axis] ?? 1;
    const hits = op.node('Equal', [name, op.node(extreme, [name, op.int64([axis])], { keepdims: 1 })]);
    const numbers = op.constant(
      counted(size),
      shape.map((_, at) => (at === axis ? size : 1)),
      'int32',
    );
    const found = op.node('Where', [hits, numbers, op.scalar(size, 'int32')]);
    return op.node('ReduceMin', [found, op.int64([axis])], { keepdims: 0 });
  });
}

const integersOnly = (op: OnnxBuilder, x: Operand): Operand => (x.dtype === 'bool' ? integers(op, x) : x);

/** Tap `t` of `n` scores `n - t` if it is as large as the largest, so that the first of those scores highest. */
const maxPoolGradient = maxPoolGradientBy((op, { name, taps }) => {
  const largest = op.node('ReduceMax', [name, op.int64([2])], { keepdims: 1 });
  const ranks = op.constant(counted(taps, taps, -1), [taps, 1], 'float32');
  const scores = op.node('Where', [op.node('Equal', [name, largest]), ranks, op.scalar(0, 'float32')]);
  return op.node('Equal', [scores, op.node('ReduceMax', [scores, op.int64([2])], { keepdims: 1 })]);
});

/** The whole table: every kernel that is not named here is lowered as for the processor. */
export const webgpuRules: Record<KernelName, OnnxRule> = {
  ...onnxRules,
  ...webgpuElementwise,
  ArgMax: position('ReduceMax'),
  ArgMin: position('ReduceMin'),
  Concat: asIntegers(onnxRules.Concat),
  Equal: asIntegers(onnxRules.Equal, 'compared'),
  MaxPoolGrad: maxPoolGradient,
  MirrorPad: asIntegers(onnxRules.MirrorPad),
  NotEqual: asIntegers(onnxRules.NotEqual, 'compared'),
  Pack: asIntegers(onnxRules.Pack),
  PadV2: asIntegers(onnxRules.PadV2),
  Reverse: picked('Reverse', ({ attributes }, { shape }) => {
    const { dims } = attributes as unknown as tf.ReverseAttrs;
    const reversed = [dims].flat().map((axis) => positiveAxis(axis, shape.length));
    return shape.map((size, axis) => (reversed.includes(axis) ? counted(size, size - 1, -1) : counted(size)));
  }),
  Slice: picked('Slice', ({ attributes }, { shape }) => {
    const given = attributes as unknown as tf.SliceAttrs;
    const { begin, size } = parseSlice(shape, given.begin, given.size);
    return shape.map((_, axis) => counted(size[axis] ?? 0, begin[axis]));
  }),
  SplitV: asIntegers(splitAlong),
  StridedSlice: picked('StridedSlice', ({ attributes }, { shape }) => {
    const { begin, end, strides } = parseStridedSlice(shape, attributes as unknown as tf.StridedSliceAttrs);
    return shape.map((_, axis) => {
      const [from = 0, to = 0, stride = 1] = [begin[axis], end[axis], strides[axis]];
      return counted(Math.max(0, Math.ceil((to - from) / stride)), from, stride);
    });
  }),
  Tile: asIntegers(onnxRules.Tile),
  Transpose: asIntegers(onnxRules.Transpose),
  Unpack: asIntegers(unpack),
};
