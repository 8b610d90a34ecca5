/** Shape rules of the kernels that reduce or normalise along axes. */
import { util } from '@tensorflow/tfjs-core';
import type { DType } from '../types.ts';
import { input, rule, spec, type ShapeRule } from './rule.ts';

interface ReductionAttributes {
  axis?: number | number[];
  /** Max and Min call their axes so. */
  reductionIndices?: number | number[];
  keepDims?: boolean;
}

/** The reduced axes, none negative; no axis means all. */
export function reducedAxes({ axis, reductionIndices }: ReductionAttributes, shape: readonly number[]): number[] {
  const axes = axis ?? reductionIndices ?? shape.map((_, index) => index);
  return util.parseAxisParam(axes, [...shape]);
}

function reduction(dtypeOf: (dtype: DType) => DType): ShapeRule {
  return rule<ReductionAttributes>((inputs, attributes) => {
    const { shape, dtype } = input(inputs, 'x');
    const axes = reducedAxes(attributes, shape);
    const reduced = attributes.keepDims
      ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
      : shape.filter((_, axis) => !axes.includes(axis));
    return spec(reduced, dtypeOf(dtype));
  });
}

const counted = reduction((dtype) => (dtype === 'bool' ? 'int32' : dtype));
const same = reduction((dtype) => dtype);
const index = reduction(() => 'int32');

export const reductions = {
  All: reduction(() => 'bool'),
  Any: reduction(() => 'bool'),
  ArgMax: index,
  ArgMin: index,
  Cumsum: rule((inputs) => input(inputs, 'x')),
  Max: same,
  Mean: reduction(() => 'float32'),
  Min: same,
  Prod: counted,
  Softmax: rule((inputs) => input(inputs, 'logits')),
  Sum: counted,
} satisfies Record<string, ShapeRule>;
