/**
 * Elementwise kernels on operations that ONNX Runtime's WebGPU provider has, where the processor's lowering takes others, or
 * trusts in more digits than a shader's functions have; see webgpu.ts.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { elementwise as shapeRules } from '../../kernels/elementwise.ts';
import type { DType } from '../../types.ts';
import type { OnnxBuilder } from '../builder.ts';
import { lower, operand, type Operand, type OnnxRule } from '../rule.ts';
import { elementwise } from './elementwise.ts';

/** A rule for some types of the first input, and one for all others. */
export function forTypes(types: readonly DType[], special: OnnxRule, otherwise: OnnxRule): OnnxRule {
  return lower((call, op) => {
    const [first] = Object.values(call.inputs);
    return (first && types.includes(first.dtype) ? special : otherwise)(call, op);
  });
}

const floats = (op: OnnxBuilder, { name, dtype }: Operand): string =>
  dtype === 'float32' ? name : op.cast(name, 'float32');

/** To the nearest integer, halves to the even one. */
const round: OnnxRule = forTypes(
  ['float32'],
  lower((call, op) => {
    const number = (value: number) => op.scalar(value, 'float32');
    const { name } = operand(call, 'x');
    const below = op.node('Floor', [name]);
    const rest = op.node('Sub', [name, below]);
    // 1 for odd numbers, 0 for even ones.
    const half = op.node('Mul', [below, number(0.5)]);
    const odd = op.node('Mul', [op.node('Sub', [half, op.node('Floor', [half])]), number(2)]);
    const above = op.node('Add', [below, number(1)]);
    const tied = op.node('Add', [below, odd]);
    const down = op.node('Where', [op.node('Less', [rest, number(0.5)]), below, tied]);
    return op.node('Where', [op.node('Greater', [rest, number(0.5)]), above, down]);
  }),
  elementwise.Round,
);

const sign: OnnxRule = lower((call, op) => {
  const { name, dtype } = operand(call, 'x');
  const zero = op.scalar(0, dtype);
  const [above, below] = ['Greater', 'Less'].map((type) => op.cast(op.node(type, [name, zero]), dtype)) as [
    string,
    string,
  ];
  return op.node('Sub', [above, below]);
});

/** λ · elu(x; α) (Klambauer and others 2017, Self-Normalizing Neural Networks, section 2). */
const selu: OnnxRule = lower((call, op) => {
  const elu = op.node('Elu', [operand(call, 'x').name], { alpha: { float: 1.6732632423543772 } });
  return op.node('Mul', [op.scalar(1.0507009873554805, 'float32'), elu]);
});

const negated = (op: OnnxBuilder, x: string): string => op.node('Sub', [op.scalar(0, 'int32'), x]);

/** Integers divide towards zero: one less where there is a rest and the signs differ. */
function floorQuotient(op: OnnxBuilder, a: string, b: string): string {
  const zero = op.scalar(0, 'int32');
  const quotient = op.node('Div', [a, b]);
  const rest = op.node('Sub', [a, op.node('Mul', [quotient, b])]);
  const [negativeRest, negativeDivisor] = [rest, b].map((x) => op.cast(op.node('Less', [x, zero]), 'int32')) as [
    string,
    string,
  ];
  const apart = op.node('Not', [op.node('Equal', [negativeRest, negativeDivisor])]);
  const uneven = op.node('Not', [op.node('Equal', [rest, zero])]);
  return op.node('Sub', [quotient, op.cast(op.node('And', [apart, uneven]), 'int32')]);
}

const floorDivide: OnnxRule = forTypes(
  ['int32'],
  lower((call, op) => floorQuotient(op, operand(call, 'a').name, operand(call, 'b').name)),
  elementwise.FloorDiv,
);

const modulo: OnnxRule = forTypes(
  ['int32'],
  lower((call, op) => {
    const [a, b] = [operand(call, 'a').name, operand(call, 'b').name];
    return op.node('Sub', [a, op.node('Mul', [floorQuotient(op, a, b), b])]);
  }),
  elementwise.Mod,
);

/** a₀ + x · (a₁ + x · (a₂ + …)) */
function polynomial(op: OnnxBuilder, x: string, coefficients: readonly number[]): string {
  const [last = 0, ...others] = coefficients.toReversed();
  return others.reduce(
    (sum, each) => op.node('Add', [op.node('Mul', [sum, x]), op.scalar(each, 'float32')]),
    op.scalar(last, 'float32'),
  );
}

const nearZero = (op: OnnxBuilder, x: string): string =>
  op.node('Less', [op.node('Abs', [x]), op.scalar(0.5, 'float32')]);

/** (eˣ - 1) / x: 1 / n! for n from 1, to where the rest is below 2^-27 for x below a half. */
const exponentialSeries = [1, 2, 6, 24, 120, 720, 5040, 40320, 362880].map((factorial) => 1 / factorial);
/** ln(1 + x) / q in powers of q², where q is x / (2 + x): 2 · artanh(q). */
const logarithmSeries = [1, 3, 5, 7, 9, 11, 13, 15].map((odd) => 2 / odd);

/** A shader's exp and log are good to a few units of the last place of a number near one: near zero by series instead. */
const expm1: OnnxRule = lower((call, op) => {
  const x = floats(op, operand(call, 'x'));
  const series = op.node('Mul', [x, polynomial(op, x, exponentialSeries)]);
  return op.node('Where', [nearZero(op, x), series, op.node('Sub', [op.node('Exp', [x]), op.scalar(1, 'float32')])]);
});

const log1p: OnnxRule = lower((call, op) => {
  const x = floats(op, operand(call, 'x'));
  const quotient = op.node('Div', [x, op.node('Add', [x, op.scalar(2, 'float32')])]);
  const series = op.node('Mul', [quotient, polynomial(op, op.node('Mul', [quotient, quotient]), logarithmSeries)]);
  return op.node('Where', [nearZero(op, x), series, op.node('Log', [op.node('Add', [x, op.scalar(1, 'float32')])])]);
});

export const webgpuElementwise = {
  Abs: forTypes(
    ['int32'],
    lower((call, op) => {
      const { name } = operand(call, 'x');
      return op.node('Max', [name, negated(op, name)]);
    }),
    elementwise.Abs,
  ),
  Expm1: expm1,
  FloorDiv: floorDivide,
  Log1p: log1p,
  LogicalOr: lower((call, op) => {
    const [a, b] = ['a', 'b'].map((side) => op.node('Not', [operand(call, side).name])) as [string, string];
    return op.node('Not', [op.node('And', [a, b])]);
  }),
  Mod: modulo,
  Neg: forTypes(
    ['int32'],
    lower((call, op) => negated(op, operand(call, 'x').name)),
    elementwise.Neg,
  ),
  Relu: forTypes(
    ['int32'],
    lower((call, op) => op.node('Max', [operand(call, 'x').name, op.scalar(0, 'int32')])),
    elementwise.Relu,
  ),
  Round: round,
  Select: lower((call, op) =>
    op.node(
      'Where',
      ['condition', 't', 'e'].map((name) => operand(call, name).name),
    ),
  ),
  Selu: selu,
  Sign: sign,
  // In one node, as on the processor, it would go through infinity, which shaders may take to be absent.
  Step: lower<tf.StepAttrs>((call, op) => {
    const { name, dtype } = operand(call, 'x');
    const positive = op.node('Greater', [name, op.scalar(0, dtype)]);
    const alpha = call.attributes.alpha ?? 0;
    if (alpha === 0) return op.cast(positive, dtype);
    return op.node('Where', [positive, op.scalar(1, dtype), op.scalar(alpha, dtype)]);
  }),
} satisfies Partial<Record<keyof typeof shapeRules, OnnxRule>>;
