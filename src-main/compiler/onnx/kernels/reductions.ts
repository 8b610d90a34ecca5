/** ONNX nodes of the kernels that reduce or normalise along axes. */
import type * as tf from '@tensorflow/tfjs-core';
import { reducedAxes, type reductions as shapeRules } from '../../kernels/reductions.ts';
import { positiveAxis } from '../../kernels/arrangement.ts';
import { sizeOf } from '../../graph.ts';
import type { DType } from '../../types.ts';
import type { ElementType } from '../schema.ts';
import { lower, operand, result, type Call, type OnnxRule } from '../rule.ts';

type ReductionAttributes = Parameters<typeof reducedAxes>[0];

/** A Reduce… node, computed in the type that `computedIn` names for the input's. */
function reduction(type: string, computedIn: (dtype: DType) => ElementType = (dtype) => dtype): OnnxRule {
  return lower<ReductionAttributes>((call, op) => {
    const x = operand(call, 'x');
    const axes = reducedAxes(call.attributes, x.shape);
    const between = computedIn(x.dtype);
    const computed = between === x.dtype ? x.name : op.cast(x.name, between);
    // Without axes ONNX would reduce all of them.
    const reduced =
      axes.length === 0
        ? computed
        : op.node(type, [computed, op.int64(axes)], { keepdims: call.attributes.keepDims ? 1 : 0 });
    return between === result(call).dtype ? reduced : op.cast(reduced, result(call).dtype);
  });
}

/**
 * The same; a float sum over the batch and more in two steps, first of each sample by itself. ONNX Runtime does so in
 * parallel, some ten times as fast, and the result is more precise.
 */
function batchReduction(type: 'ReduceSum' | 'ReduceMean', ordinary: OnnxRule): OnnxRule {
  return lower<ReductionAttributes>((call, op) => {
    const x = operand(call, 'x');
    const axes = reducedAxes(call.attributes, x.shape);
    const leading = axes.length > 1 && axes.every((axis, index) => axis === index);
    if (x.dtype !== 'float32' || !leading || sizeOf(x.shape) === 0) return ordinary(call as Call, op);
    const [batch = 1, ...others] = x.shape.slice(0, axes.length);
    const inner = sizeOf(x.shape.slice(axes.length));
    const samples = op.node(type, [op.reshape(x.name, [batch, sizeOf(others), inner]), op.int64([1])], { keepdims: 0 });
    return op.reshape(op.node(type, [samples, op.int64([0])], { keepdims: 0 }), result(call).shape);
  });
}

const counted = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype);

function position(type: 'ArgMax' | 'ArgMin'): OnnxRule {
  return lower<tf.ArgMaxAttrs>((call, op) => {
    const x = operand(call, 'x');
    const [axis = 0] = reducedAxes(call.attributes, x.shape);
    const values = x.dtype === 'bool' ? op.cast(x.name, 'int32') : x.name;
    return op.cast(op.node(type, [values], { axis, keepdims: 0 }), 'int32');
  });
}

export const reductions: Record<keyof typeof shapeRules, OnnxRule> = {
  All: reduction('ReduceMin', () => 'int32'),
  Any: reduction('ReduceMax', () => 'int32'),
  ArgMax: position('ArgMax'),
  ArgMin: position('ArgMin'),
  Cumsum: lower<tf.CumsumAttrs>((call, op) => {
    const x = operand(call, 'x');
    const { exclusive, reverse } = call.attributes;
    const axis = op.scalar(positiveAxis(call.attributes.axis, x.shape.length), 'int32');
    return op.node('CumSum', [x.name, axis], { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 });
  }),
  Max: reduction('ReduceMax', counted),
  Mean: batchReduction(
    'ReduceMean',
    reduction('ReduceMean', () => 'float32'),
  ),
  Min: reduction('ReduceMin', counted),
  Prod: reduction('ReduceProd', counted),
  Softmax: lower<tf.SoftmaxAttrs>((call, op) =>
    op.node('Softmax', [operand(call, 'logits').name], { axis: call.attributes.dim ?? -1 }),
  ),
  Sum: batchReduction('ReduceSum', reduction('ReduceSum', counted)),
};
