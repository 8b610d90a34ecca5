/** What graphs compute about sizes: worked out while they are read, so that nothing of it becomes a layer. */
import { sizeOf } from '#shared/layers/layer.ts';
import { plainConstant, wholes } from '../constant.ts';
import { fileDims, type Sizes } from '../flow.ts';
import type { Operator, Step } from '../step.ts';

const sizesOf = (values: Sizes['values']): Sizes => ({ kind: 'sizes', values });

/** Whole numbers, the batch as null. */
export function sizesIn(step: Step, at: number): Sizes['values'] {
  const found = step.input(at);
  if (found?.kind === 'sizes') return found.values;
  const constant = step.constant(at);
  if (constant.dims.length > 1 || constant.dims.some((n) => n > 16))
    step.refuse('is given sizes of too many dimensions');
  return wholes(constant);
}

const shape: Operator = (step) => {
  const found = step.input(0);
  if (found?.kind === 'flow') return sizesOf(fileDims(found));
  return sizesOf(step.constant(0).dims);
};

const gather: Operator = (step) => {
  const found = step.input(0);
  if (found?.kind === 'flow' || step.input(1)?.kind === 'flow')
    return step.refuse('looks numbers up, which no layer here does for samples');
  const values = sizesIn(step, 0);
  return sizesOf(wholes(step.constant(1)).map((at) => values.at(at) ?? null));
};

const slice: Operator = (step) => {
  if (step.input(0)?.kind === 'flow') return step.refuse('cuts a part out, which no layer here does');
  const [start, end] = step.has('starts')
    ? [step.ints('starts')![0]!, step.ints('ends')![0]!]
    : [wholes(step.constant(1))[0]!, wholes(step.constant(2))[0]!];
  return sizesOf(sizesIn(step, 0).slice(start, Math.min(end, 16)));
};

const constant: Operator = (step) => {
  const tensor = step.tensor('value');
  if (tensor) return tensor;
  const listed = step.has('value_float') ? [step.float('value_float', 0)] : [step.int('value_int', 0)];
  const many = step.ints('value_ints');
  const values = Float32Array.from(many ?? listed);
  return plainConstant(step.node.output[0] ?? '', many ? [many.length] : [], () => values);
};

/** The same number many times. */
const constantOfShape: Operator = (step) => {
  const dims = sizesIn(step, 0).map((n) => n ?? 1);
  const value = step.tensor('value')?.read()[0] ?? 0;
  const count = sizeOf(dims);
  if (count > 1_000_000) step.refuse('makes more numbers than a size has');
  return plainConstant(step.node.output[0] ?? '', dims, () => new Float32Array(count).fill(value));
};

/** Of sizes; what joins samples is shapes.ts's. */
export const joinedSizes = (step: Step): Sizes => sizesOf(step.node.input.flatMap((_, at) => sizesIn(step, at)));

export const isOfNumbers = (step: Step): boolean => step.node.input.every((_, at) => step.input(at)?.kind !== 'flow');

export const sizes: Readonly<Record<string, Operator>> = {
  Shape: shape,
  Gather: gather,
  Slice: slice,
  Constant: constant,
  ConstantOfShape: constantOfShape,
};
