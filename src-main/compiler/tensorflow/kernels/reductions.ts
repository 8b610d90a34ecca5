/** TensorFlow nodes of the kernels that reduce or normalise along axes. */
import type * as tf from '@tensorflow/tfjs-core';
import { positiveAxis } from '../../kernels/arrangement.ts';
import { reducedAxes, type reductions as shapeRules } from '../../kernels/reductions.ts';
import type { DType } from '../../types.ts';
import type { OperationName } from '../operations.ts';
import { lower, operand, result, type TensorFlowRule } from '../rule.ts';

type ReductionAttributes = Parameters<typeof reducedAxes>[0];

/** A reduction, computed in the type that `computedIn` names for the input's. */
function reduction(type: OperationName, computedIn: (dtype: DType) => DType = (dtype) => dtype): TensorFlowRule {
  return lower<ReductionAttributes>((call, op) => {
    const x = operand(call, 'x');
    const axes = reducedAxes(call.attributes, x.shape);
    const computed = op.cast(x, computedIn(x.dtype));
    const reduced =
      axes.length === 0
        ? computed
        : op.node(type, [computed, op.int32(axes)], { keep_dims: call.attributes.keepDims ?? false });
    return op.cast(reduced, result(call).dtype);
  });
}

const counted = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype);

function position(type: 'ArgMax' | 'ArgMin'): TensorFlowRule {
  return lower<tf.ArgMaxAttrs>((call, op) => {
    const x = operand(call, 'x');
    const [axis = 0] = reducedAxes(call.attributes, x.shape);
    const values = op.cast(x, counted(x.dtype));
    return op.node(type, [values, op.scalar(axis, 'int32')], { output_type: { type: 'int32' } });
  });
}

export const reductions: Record<keyof typeof shapeRules, TensorFlowRule> = {
  All: reduction('All', () => 'bool'),
  Any: reduction('Any', () => 'bool'),
  ArgMax: position('ArgMax'),
  ArgMin: position('ArgMin'),
  Cumsum: lower<tf.CumsumAttrs>((call, op) => {
    const x = operand(call, 'x');
    const { exclusive = false, reverse = false } = call.attributes;
    const axis = op.scalar(positiveAxis(call.attributes.axis, x.shape.length), 'int32');
    return op.node('Cumsum', [x, axis], { exclusive, reverse });
  }),
  Max: reduction('Max', counted),
  Mean: reduction('Mean', () => 'float32'),
  Min: reduction('Min', counted),
  Prod: reduction('Prod', counted),
  // TensorFlow.js refuses any axis but the last.
  Softmax: lower((call, op) => op.node('Softmax', [operand(call, 'logits')])),
  Sum: reduction('Sum', counted),
};
