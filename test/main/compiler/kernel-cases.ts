/** Small functions that between them need every kernel the compiler has. */
import * as tf from '@tensorflow/tfjs-core';
import { randomNormal, randomUniform, type TensorSpec } from '#main/compiler/index.ts';
import { bool, float, int } from './compare.ts';

export interface KernelCase {
  /** `x`, `y`, … in order of the function's parameters. */
  readonly inputs: readonly TensorSpec[];
  readonly run: (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  /** Range of float inputs; [-1, 1) by default. */
  readonly range?: readonly [number, number];
  /** Compare gradients of the float inputs too; by default when all outputs are floats. */
  readonly gradients?: boolean;
}

type Unary = (x: tf.Tensor) => tf.Tensor;
const unary = (run: Unary, range?: readonly [number, number]): KernelCase => ({
  inputs: [float(3, 7)],
  run: (...[x]) => run(x as tf.Tensor),
  ...(range ? { range } : {}),
});
const untrained = (given: KernelCase): KernelCase => ({ ...given, gradients: false });
const onFloats = (run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, range?: readonly [number, number]): KernelCase => ({
  inputs: [float(4, 3), float(3)],
  run: (...[a, b]) => run(a as tf.Tensor, b as tf.Tensor),
  ...(range ? { range } : {}),
});
const onInts = (run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): KernelCase => ({
  inputs: [int(2, 5), int(5)],
  run: (...[a, b]) => run(a as tf.Tensor, b as tf.Tensor),
});
const onBools = (run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): KernelCase => ({
  inputs: [bool(2, 5), bool(5)],
  run: (...[a, b]) => run(a as tf.Tensor, b as tf.Tensor),
});
const image = (...shape: [number, number, number, number]) => float(...shape);
const conv = (
  x: TensorSpec,
  filter: TensorSpec,
  strides: number | [number, number],
  pad: 'same' | 'valid' | tf.backend_util.ExplicitPadding,
): KernelCase => ({
  inputs: [x, filter],
  run: (...[a, b]) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad),
});
const pool = (
  kind: 'max' | 'avg',
  x: TensorSpec,
  size: number | [number, number],
  strides: number | [number, number],
  pad: 'same' | 'valid',
): KernelCase => ({
  inputs: [x],
  run: (...[a]) => (kind === 'max' ? tf.maxPool : tf.avgPool)(a as tf.Tensor4D, size, strides, pad),
});
const fixed = (values: readonly number[], dtype: 'int32' | 'bool' = 'int32') => tf.tensor1d([...values], dtype);

const pieces = (x: tf.Tensor): tf.Tensor[] => [
  tf.slice(x, [1, 2], [-1, 3]),
  tf.stridedSlice(x, [3, 5], [0, 0], [-2, -1], 0, 2),
  tf.reverse(x, [1]),
  ...tf.split(x, [1, 3, 2], 1),
  ...tf.unstack(x, 0),
];

export const kernelCases: Record<string, KernelCase> = {
  abs: unary(tf.abs),
  acos: unary(tf.acos, [-0.9, 0.9]),
  acosh: unary(tf.acosh, [1.1, 3]),
  asin: unary(tf.asin, [-0.9, 0.9]),
  asinh: unary(tf.asinh),
  atan: unary(tf.atan),
  atanh: unary(tf.atanh, [-0.9, 0.9]),
  ceil: unary(tf.ceil, [-3, 3]),
  cos: unary(tf.cos),
  cosh: unary(tf.cosh),
  elu: unary(tf.elu),
  erf: unary(tf.erf),
  exp: unary(tf.exp),
  expm1: unary(tf.expm1),
  'expm1 near zero': unary(tf.expm1, [-1e-4, 1e-4]),
  'expm1 far from zero': unary(tf.expm1, [-90, 5]),
  floor: unary(tf.floor, [-3, 3]),
  leakyRelu: unary((x) => tf.leakyRelu(x, 0.3)),
  'mean and variance': {
    inputs: [image(2, 3, 4, 5)],
    run: (...[x]) => Object.values(tf.moments(x as tf.Tensor, [0, 1, 2])),
  },
  log: unary(tf.log, [0.1, 3]),
  log1p: unary(tf.log1p, [-0.9, 5]),
  'log1p near zero': unary(tf.log1p, [-1e-4, 1e-4]),
  neg: unary(tf.neg),
  reciprocal: unary(tf.reciprocal, [0.5, 2]),
  relu: unary(tf.relu),
  'relu of integers': untrained(onInts((a) => tf.relu(tf.sub(a, tf.scalar(1, 'int32'))))),
  relu6: unary(tf.relu6, [-3, 9]),
  round: unary(tf.round, [-3, 3]),
  rsqrt: unary(tf.rsqrt, [0.2, 3]),
  selu: unary(tf.selu),
  sigmoid: unary(tf.sigmoid, [-4, 4]),
  sign: unary(tf.sign),
  sin: unary(tf.sin),
  sinh: unary(tf.sinh),
  softplus: unary(tf.softplus, [-20, 20]),
  sqrt: unary(tf.sqrt, [0.1, 3]),
  square: unary(tf.square),
  step: unary((x) => tf.step(x)),
  'step with a slope': unary((x) => tf.step(x, 0.2)),
  tan: unary(tf.tan),
  tanh: unary(tf.tanh, [-3, 3]),
  clipByValue: unary((x) => tf.clipByValue(x, -0.3, 0.4)),
  'clip of integers': onInts((a) => tf.clipByValue(a, -Infinity, 2)),
  identity: unary((x) => tf.clone(x)),
  likes: untrained(unary((x) => tf.add(tf.onesLike(x), tf.zerosLike(x)))),
  prelu: onFloats((x, alpha) => tf.prelu(x, alpha)),
  gelu: unary((x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))), [-3, 3]),
  add: onFloats(tf.add),
  sub: onFloats(tf.sub),
  mul: onFloats(tf.mul),
  div: onFloats(tf.div, [0.5, 2]),
  pow: onFloats(tf.pow, [0.5, 2]),
  maximum: { inputs: [float(4, 3), float(4, 3)], run: (...[a, b]) => tf.maximum(a as tf.Tensor, b as tf.Tensor) },
  'maximum, broadcast': untrained(onFloats(tf.maximum)),
  minimum: { inputs: [float(4, 3), float(4, 3)], run: (...[a, b]) => tf.minimum(a as tf.Tensor, b as tf.Tensor) },
  'minimum, broadcast': untrained(onFloats(tf.minimum)),
  mod: onFloats((a, b) => tf.mod(tf.mul(a, 5), b), [0.3, 2]),
  'mod of negatives': untrained(onFloats((a, b) => tf.mod(tf.mul(a, -5), b), [0.3, 2])),
  squaredDifference: {
    inputs: [float(4, 3), float(4, 3)],
    run: (...[a, b]) => tf.squaredDifference(a as tf.Tensor, b as tf.Tensor),
  },
  'squaredDifference, broadcast': untrained(onFloats(tf.squaredDifference)),
  floorDiv: untrained(onFloats((a, b) => tf.floorDiv(tf.mul(a, 5), b), [0.3, 2])),
  'integer arithmetic': onInts((a, b) =>
    tf.floorDiv(tf.sub(tf.mul(a, b), tf.scalar(3, 'int32')), tf.add(b, tf.scalar(1, 'int32'))),
  ),
  'integer mod': onInts((a, b) => tf.mod(tf.sub(a, tf.scalar(2, 'int32')), tf.add(b, tf.scalar(1, 'int32')))),
  'integer maximum': onInts((a, b) => tf.maximum(tf.minimum(a, b), tf.neg(tf.abs(b)))),
  'integer pow': onInts((a, b) => tf.pow(a, b)),
  addN: { inputs: [float(2, 3), float(2, 3), float(2, 3)], run: (...all) => tf.addN(all) },
  comparisons: {
    inputs: [int(3, 4), int(4)],
    run: (...[a, b]) =>
      [tf.equal, tf.notEqual, tf.greater, tf.greaterEqual, tf.less, tf.lessEqual].map((test) =>
        test(a as tf.Tensor, b as tf.Tensor),
      ),
  },
  'comparisons of booleans': {
    inputs: [bool(2, 4), bool(4)],
    run: (...[a, b]) =>
      [tf.equal, tf.notEqual, tf.greater, tf.greaterEqual, tf.less, tf.lessEqual].map((test) =>
        test(a as tf.Tensor, b as tf.Tensor),
      ),
  },
  logic: onBools((a, b) => tf.logicalOr(tf.logicalAnd(a, b), tf.logicalNot(b))),
  finite: untrained(
    unary((x) => {
      const odd = tf.div(tf.relu(x), tf.sub(x, x)); // 0/0 and n/0
      return tf.add(
        tf.cast(tf.isFinite(odd), 'float32'),
        tf.add(tf.cast(tf.isInf(odd), 'float32'), tf.cast(tf.isNaN(odd), 'float32')),
      );
    }),
  ),
  'cast of floats': untrained(unary((x) => tf.cast(tf.cast(x, 'int32'), 'float32'), [-5, 5])),
  'cast to bool': untrained(unary((x) => tf.cast(tf.relu(x), 'bool'))),
  'cast of bool': onBools((a) => tf.cast(a, 'float32')),
  where: {
    inputs: [float(3, 4), float(3, 4), bool(3, 4)],
    run: (...[a, b, condition]) => tf.where(condition as tf.Tensor, a as tf.Tensor, b as tf.Tensor),
  },
  'where on rows': {
    inputs: [float(3, 4), float(3, 4)],
    run: (...[a, b]) => tf.where(tf.tensor2d([[1], [0], [1]], [3, 1], 'bool'), a as tf.Tensor, b as tf.Tensor),
  },
  'where on booleans': onBools((a, b) => tf.where(tf.tensor2d([[1], [0]], [2, 1], 'bool'), a, tf.logicalOr(a, b))),

  sum: unary((x) => tf.sum(x, 0)),
  'sum of all': unary((x) => tf.sum(x)),
  'sum, kept axes': unary((x) => tf.sum(x, [-1], true)),
  'sum of booleans': onBools((a) => tf.sum(a, 1)),
  'sum of a scalar': { inputs: [float()], run: (...[x]) => tf.sum(x as tf.Tensor) },
  mean: unary((x) => tf.mean(x, 1)),
  'mean of integers': onInts((a) => tf.mean(a, 0)),
  max: unary((x) => tf.max(x, 1)),
  min: unary((x) => tf.min(x, 0)),
  prod: untrained(unary((x) => tf.prod(x, 1))),
  all: onBools((a, b) => tf.logicalAnd(tf.all(a, 1, true), b)),
  any: onBools((a, b) => tf.logicalOr(tf.any(a, 1, true), b)),
  argMax: untrained(unary((x) => tf.argMax(x, 1))),
  argMin: untrained(unary((x) => tf.argMin(x, 0))),
  cumsum: unary((x) => tf.cumsum(x, 1)),
  'cumsum, exclusive and reverse': unary((x) => tf.cumsum(x, 1, true, true)),
  softmax: unary((x) => tf.softmax(x), [-3, 3]),
  logSoftmax: unary((x) => tf.logSoftmax(x), [-3, 3]),
  moments: unary((x) => tf.add(tf.moments(x, 0).mean, tf.moments(x, 0).variance)),

  broadcastTo: { inputs: [float(3, 1)], run: (...[x]) => tf.broadcastTo(x as tf.Tensor, [2, 3, 4]) },
  concat: { inputs: [float(2, 3), float(2, 1)], run: (...parts) => tf.concat(parts, -1) },
  expandDims: unary((x) => tf.expandDims(x, -1)),
  fill: onFloats((a, b) => tf.add(tf.mul(a, tf.fill([4, 3], 1.5)), tf.mul(b, tf.fill([3], 2)))),
  'fill, large': unary((x) => tf.mul(tf.sum(x), tf.fill([40, 30], 1.5))),
  gather: { inputs: [float(5, 3)], run: (...[x]) => tf.gather(x as tf.Tensor, fixed([4, 0, 0, 2])) },
  'gather along the last axis': {
    inputs: [float(2, 5)],
    run: (...[x]) => tf.gather(x as tf.Tensor, fixed([3, 3, 1]), 1),
  },
  mirrorPad: {
    inputs: [float(3, 4)],
    run: (...[x]) => [
      tf.mirrorPad(
        x as tf.Tensor,
        [
          [1, 2],
          [0, 3],
        ],
        'reflect',
      ),
      tf.mirrorPad(
        x as tf.Tensor,
        [
          [2, 1],
          [0, 4],
        ],
        'symmetric',
      ),
    ],
  },
  oneHot: {
    inputs: [int(2, 3)],
    run: (...[x]) => tf.oneHot(tf.sub(x as tf.Tensor, tf.scalar(1, 'int32')), 3, 5, -1, 'float32'),
    gradients: false,
  },
  'oneHot to bool': { inputs: [int(4)], run: (...[x]) => tf.oneHot(x as tf.Tensor, 3, 1, 0, 'bool') },
  stack: { inputs: [float(2, 3), float(2, 3)], run: (...parts) => tf.stack(parts, 1) },
  'stack of one': { inputs: [float(2, 3)], run: (...parts) => tf.stack(parts, 0) },
  pad: {
    inputs: [float(2, 3)],
    run: (...[x]) =>
      tf.pad(
        x as tf.Tensor,
        [
          [1, 0],
          [2, 1],
        ],
        0.5,
      ),
  },
  random: {
    inputs: [float(50)],
    run: (...[x]) => [
      tf.mul(x as tf.Tensor, randomUniform([50], -1, 3)),
      tf.add(x as tf.Tensor, randomNormal([50], 2, 0.5)),
    ],
    gradients: false,
  },
  range: { inputs: [float(4)], run: (...[x]) => tf.mul(x as tf.Tensor, tf.range(1, 9, 2)) },
  reshape: unary((x) => tf.reshape(x, [7, -1])),
  reverse: unary((x) => tf.reverse(x, [1])),
  slice: unary((x) => tf.slice(x, [1, 2], [-1, 3])),
  split: { inputs: [float(2, 6)], run: (...[x]) => tf.split(x as tf.Tensor, [1, 3, 2], 1) },
  'split evenly': { inputs: [float(4, 3)], run: (...[x]) => tf.split(x as tf.Tensor, 2, 0) },
  stridedSlice: {
    inputs: [float(5, 6)],
    run: (...[x]) => [
      tf.stridedSlice(x as tf.Tensor, [0, 1], [5, 6], [2, 2]),
      tf.stridedSlice(x as tf.Tensor, [4, 5], [0, 0], [-2, -1], 0, 2),
      tf.stridedSlice(x as tf.Tensor, [1, 0], [2, 3], [1, 1], 0, 0, 0, 0, 1),
    ],
    gradients: false,
  },
  tile: unary((x) => tf.tile(x, [2, 3])),
  transpose: { inputs: [float(2, 3, 4)], run: (...[x]) => tf.transpose(x as tf.Tensor, [2, 0, 1]) },
  unstack: { inputs: [float(2, 3)], run: (...[x]) => tf.unstack(x as tf.Tensor, 1) },
  'unstack of one': { inputs: [float(1, 3)], run: (...[x]) => tf.unstack(x as tf.Tensor, 0), gradients: false },
  'split and unstack in many pieces': {
    inputs: [float(2, 60), float(2, 51)],
    run: (...[x, y]) => [...tf.split(x as tf.Tensor, 30, 1), ...tf.unstack(y as tf.Tensor, 1)],
    gradients: false,
  },
  'concat of many': {
    inputs: [float(2, 3)],
    run: (...[x]) => tf.concat(Array.from({ length: 40 }, (_, index) => tf.mul(x as tf.Tensor, index))),
  },
  'pieces of integers': { inputs: [int(4, 6)], run: (...[x]) => pieces(x as tf.Tensor) },
  'pieces of booleans': {
    inputs: [bool(4, 6)],
    run: (...[x]) => pieces(x as tf.Tensor).map((piece) => tf.cast(piece, 'int32')),
  },
  'booleans in other arrangements': {
    inputs: [bool(2, 6), bool(2, 6)],
    run: (...[a, b]) =>
      [
        tf.concat([a as tf.Tensor, b as tf.Tensor], 1),
        tf.stack([a as tf.Tensor, b as tf.Tensor], 1),
        tf.tile(a as tf.Tensor, [2, 1]),
        tf.transpose(a as tf.Tensor),
        tf.expandDims(a as tf.Tensor, 0),
        tf.notEqual(a as tf.Tensor, b as tf.Tensor),
      ].map((arranged) => tf.cast(arranged, 'int32')),
  },
  unsortedSegmentSum: {
    inputs: [float(4, 3)],
    run: (...[x]) => tf.unsortedSegmentSum(x as tf.Tensor, fixed([2, 0, 2, 1]), 4),
    gradients: false,
  },

  matMul: { inputs: [float(4, 3), float(3, 5)], run: (...[a, b]) => tf.matMul(a as tf.Tensor, b as tf.Tensor) },
  'matMul, both transposed': {
    inputs: [float(3, 4), float(5, 3)],
    run: (...[a, b]) => tf.matMul(a as tf.Tensor, b as tf.Tensor, true, true),
  },
  'matMul of batches': {
    inputs: [float(2, 4, 3), float(2, 5, 3)],
    run: (...[a, b]) => tf.matMul(a as tf.Tensor, b as tf.Tensor, false, true),
  },
  'matMul, batch by matrix': {
    inputs: [float(2, 4, 3), float(1, 3, 5)],
    run: (...[a, b]) => tf.matMul(a as tf.Tensor, b as tf.Tensor),
    gradients: false,
  },
  'fused matMul': {
    inputs: [float(4, 3), float(3, 5), float(5)],
    run: (...[a, b, bias]) =>
      tf.fused.matMul({ a, b, bias, activation: 'relu' } as Parameters<typeof tf.fused.matMul>[0]),
  },
  'fused conv2d': {
    inputs: [image(2, 5, 4, 3), float(3, 3, 3, 2), float(2)],
    run: (...[x, filter, bias]) =>
      tf.fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation: 'elu' } as Parameters<
        typeof tf.fused.conv2d
      >[0]),
  },
  'fused depthwise': {
    inputs: [image(2, 5, 4, 3), float(3, 3, 3, 1), float(3)],
    run: (...[x, filter, bias]) =>
      tf.fused.depthwiseConv2d({ x, filter, bias, strides: 1, pad: 'same', activation: 'sigmoid' } as Parameters<
        typeof tf.fused.depthwiseConv2d
      >[0]),
    gradients: false,
  },
  'conv, 1 by 1': conv(image(2, 4, 5, 3), float(1, 1, 3, 4), 1, 'valid'),
  'conv, same': conv(image(2, 5, 6, 3), float(3, 3, 3, 4), 1, 'same'),
  'conv, valid': conv(image(2, 5, 6, 2), float(3, 2, 2, 3), 1, 'valid'),
  'conv, stride 2, same, even': conv(image(2, 6, 6, 2), float(3, 3, 2, 3), 2, 'same'),
  'conv, stride 2, same, odd': conv(image(2, 7, 5, 2), float(3, 3, 2, 3), 2, 'same'),
  'conv, stride 2, valid with a rest': conv(image(2, 8, 7, 2), float(3, 4, 2, 3), [2, 3], 'valid'),
  'conv, stride larger than kernel': conv(image(2, 7, 8, 2), float(2, 1, 2, 3), 3, 'same'),
  'conv, kernel 5, stride 2': conv(image(1, 9, 9, 2), float(5, 4, 2, 2), 2, 'same'),
  'conv, explicit padding': conv(image(1, 5, 5, 2), float(3, 3, 2, 2), 2, [
    [0, 0],
    [2, 1],
    [0, 1],
    [0, 0],
  ]),
  'conv, 1 by 1 on a padded image': conv(image(2, 3, 4, 2), float(1, 1, 2, 2), 1, [
    [0, 0],
    [1, 0],
    [0, 0],
    [0, 0],
  ]),
  'conv, dilated': {
    inputs: [image(2, 7, 8, 2), float(3, 3, 2, 3)],
    run: (...[x, filter]) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', [2, 3]),
    gradients: false,
  },
  conv1d: {
    inputs: [float(2, 9, 2), float(3, 2, 4)],
    run: (...[x, filter]) => tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 2, 'same'),
  },
  'conv transpose, stride 2, same': {
    inputs: [image(2, 3, 4, 3), float(3, 3, 2, 3)],
    run: (...[x, filter]) => tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [2, 6, 8, 2], 2, 'same'),
  },
  'conv transpose, kernel 4, stride 2, same': {
    inputs: [image(2, 5, 4, 3), float(4, 4, 2, 3)],
    run: (...[x, filter]) => tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [2, 10, 8, 2], 2, 'same'),
  },
  'conv transpose, stride 3, valid': {
    inputs: [image(1, 2, 3, 2), float(4, 3, 3, 2)],
    run: (...[x, filter]) => tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [1, 7, 9, 3], 3, 'valid'),
  },
  'conv transpose, stride 1': {
    inputs: [image(1, 4, 4, 2), float(3, 3, 3, 2)],
    run: (...[x, filter]) => tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [1, 4, 4, 3], 1, 'same'),
  },
  depthwise: {
    inputs: [image(2, 5, 6, 3), float(3, 3, 3, 1)],
    run: (...[x, filter]) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
  },
  'depthwise, multiplier 2, stride 2': {
    inputs: [image(2, 7, 6, 2), float(3, 3, 2, 2)],
    run: (...[x, filter]) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same'),
  },
  'depthwise, dilated': {
    inputs: [image(1, 8, 8, 2), float(3, 3, 2, 1)],
    run: (...[x, filter]) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', 2),
    gradients: false,
  },
  'max pool': pool('max', image(2, 6, 4, 3), 2, 2, 'valid'),
  'max pool, overlapping, same': pool('max', image(2, 5, 7, 2), 3, 2, 'same'),
  'max pool, stride 1': pool('max', image(1, 5, 5, 2), [3, 2], 1, 'same'),
  'max pool with a rest': pool('max', image(1, 5, 7, 2), 2, 2, 'valid'),
  'max pool of ties': {
    inputs: [image(2, 6, 6, 2)],
    run: (...[x]) => tf.maxPool(tf.relu(x as tf.Tensor4D), 2, 2, 'same'),
  },
  'average pool': pool('avg', image(2, 6, 4, 3), 2, 2, 'valid'),
  'average pool, overlapping': pool('avg', image(2, 5, 7, 2), 3, 2, 'valid'),
  'average pool, same': untrained(pool('avg', image(2, 5, 7, 2), 3, 2, 'same')),
  batchNorm: {
    inputs: [image(2, 3, 3, 4), float(4), float(4), float(4), float(4)],
    range: [0.2, 2],
    run: (...[x, mean, variance, offset, scale]) =>
      tf.batchNorm(
        x as tf.Tensor4D,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        0.01,
      ),
  },
  'batchNorm, plain': {
    inputs: [float(5, 4), float(4), float(4)],
    range: [0.2, 2],
    run: (...[x, mean, variance]) => tf.batchNorm(x as tf.Tensor2D, mean as tf.Tensor1D, variance as tf.Tensor1D),
    gradients: false,
  },
  'resize bilinear': {
    inputs: [image(2, 3, 3, 2)],
    run: (...[x]) => tf.image.resizeBilinear(x as tf.Tensor4D, [6, 6]),
  },
  'resize bilinear, half pixels': {
    inputs: [image(1, 4, 3, 2)],
    run: (...[x]) => tf.image.resizeBilinear(x as tf.Tensor4D, [7, 9], false, true),
    gradients: false,
  },
  'resize bilinear, aligned corners': {
    inputs: [image(1, 4, 4, 2)],
    run: (...[x]) => tf.image.resizeBilinear(x as tf.Tensor4D, [7, 7], true),
  },
  // One image: TensorFlow.js's own gradient is wrong for the second and later images of a batch.
  'resize nearest': {
    inputs: [image(1, 3, 4, 2)],
    run: (...[x]) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [6, 8]),
  },
  'resize nearest, smaller': {
    inputs: [image(1, 5, 7, 2)],
    run: (...[x]) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [3, 4]),
  },
};
