/** TensorFlow nodes of the kernels that work element by element. */
import type * as tf from '@tensorflow/tfjs-core';
import type { elementwise as shapeRules } from '../../kernels/elementwise.ts';
import type { Tensor, TensorFlowBuilder } from '../builder.ts';
import type { OperationName } from '../operations.ts';
import { lower, operand, result, type Call, type TensorFlowRule } from '../rule.ts';

/** One operation on input `x`. */
function unary(type: OperationName): TensorFlowRule {
  return lower((call, op) => op.node(type, [operand(call, 'x')]));
}

/** One operation on float input `x`; other types are cast, as TensorFlow.js computes these in floating point. */
function float(type: OperationName): TensorFlowRule {
  return lower((call, op) => op.node(type, [op.cast(operand(call, 'x'), 'float32')]));
}

/** Rounding does nothing to integers. */
function rounding(type: OperationName): TensorFlowRule {
  return lower((call, op) => {
    const x = operand(call, 'x');
    return x.dtype === 'float32' ? op.node(type, [x]) : x;
  });
}

function binary(type: OperationName): TensorFlowRule {
  return lower((call, op) => op.node(type, [operand(call, 'a'), operand(call, 'b')]));
}

/** An order comparison; TensorFlow has none for booleans, TensorFlow.js orders false before true. */
function comparison(type: OperationName): TensorFlowRule {
  return lower((call, op) =>
    op.node(
      type,
      ['a', 'b'].map((side) => {
        const x = operand(call, side);
        return x.dtype === 'bool' ? op.cast(x, 'int32') : x;
      }),
    ),
  );
}

/** A value of one number that has the dtype of `x`. */
function like(call: Call, op: TensorFlowBuilder, value: number, name = 'x'): Tensor {
  return op.scalar(value, operand(call, name).dtype);
}

/**
 * ⌊a / b⌋. Integers divide in double precision, exact for 32 bits: TensorFlow's own integer division stops the whole run
 * at a zero.
 */
function floorQuotient(call: Call, op: TensorFlowBuilder): Tensor {
  const [a, b] = [operand(call, 'a'), operand(call, 'b')];
  if (a.dtype === 'float32') return op.node('Floor', [op.node('RealDiv', [a, b])]);
  const quotient = op.node('RealDiv', [op.cast(a, 'double'), op.cast(b, 'double')]);
  return op.cast(op.node('Floor', [quotient]), 'int32');
}

export const elementwise: Record<keyof typeof shapeRules, TensorFlowRule> = {
  Abs: unary('Abs'),
  Acos: float('Acos'),
  Acosh: float('Acosh'),
  Asin: float('Asin'),
  Asinh: float('Asinh'),
  Atan: float('Atan'),
  Atanh: float('Atanh'),
  Ceil: rounding('Ceil'),
  Cos: float('Cos'),
  Cosh: float('Cosh'),
  Elu: unary('Elu'),
  Erf: float('Erf'),
  Exp: float('Exp'),
  Expm1: float('Expm1'),
  Floor: rounding('Floor'),
  IsFinite: float('IsFinite'),
  IsInf: float('IsInf'),
  IsNan: float('IsNan'),
  LeakyRelu: lower<tf.LeakyReluAttrs>((call, op) =>
    op.node('LeakyRelu', [operand(call, 'x')], { alpha: { float: call.attributes.alpha } }),
  ),
  Log: float('Log'),
  Log1p: float('Log1p'),
  LogicalNot: unary('LogicalNot'),
  Neg: unary('Neg'),
  Reciprocal: float('Reciprocal'),
  Relu: unary('Relu'),
  Relu6: unary('Relu6'),
  Round: rounding('Round'),
  Rsqrt: float('Rsqrt'),
  Selu: unary('Selu'),
  Sigmoid: float('Sigmoid'),
  Sign: unary('Sign'),
  Sin: float('Sin'),
  Sinh: float('Sinh'),
  Softplus: float('Softplus'),
  Sqrt: float('Sqrt'),
  Square: unary('Square'),
  Step: lower<tf.StepAttrs>((call, op) => {
    const x = operand(call, 'x');
    const positive = op.node('Greater', [x, op.scalar(0, x.dtype)]);
    const alpha = call.attributes.alpha ?? 0;
    if (alpha === 0) return op.cast(positive, x.dtype);
    return op.node('SelectV2', [positive, op.scalar(1, x.dtype), op.scalar(alpha, x.dtype)]);
  }),
  Tan: float('Tan'),
  Tanh: float('Tanh'),
  ClipByValue: lower<tf.ClipByValueAttrs>((call, op) => {
    const x = operand(call, 'x');
    const { clipValueMin, clipValueMax } = call.attributes;
    const bound = (value: number): Tensor =>
      op.scalar(x.dtype === 'int32' ? Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1) : value, x.dtype);
    return op.node('Minimum', [op.node('Maximum', [x, bound(clipValueMin)]), bound(clipValueMax)]);
  }),
  Identity: lower((call) => operand(call, 'x')),
  OnesLike: lower((call, op) => op.filled(1, result(call).shape, result(call).dtype)),
  ZerosLike: lower((call, op) => op.filled(0, result(call).shape, result(call).dtype)),
  Cast: lower((call, op) => op.cast(operand(call, 'x'), result(call).dtype)),
  EluGrad: lower((call, op) => op.node('EluGrad', [operand(call, 'dy'), operand(call, 'y')])),
  Prelu: lower((call, op) => {
    const [x, alpha] = [operand(call, 'x'), operand(call, 'alpha')];
    return op.node('SelectV2', [op.node('Less', [x, like(call, op, 0)]), op.node('Mul', [x, alpha]), x]);
  }),
  Select: lower((call, op) =>
    op.node('SelectV2', [operand(call, 'condition'), operand(call, 't'), operand(call, 'e')]),
  ),
  Add: binary('AddV2'),
  FloorDiv: lower(floorQuotient),
  Maximum: binary('Maximum'),
  Minimum: binary('Minimum'),
  Mod: lower((call, op) => {
    const multiple = op.node('Mul', [floorQuotient(call, op), operand(call, 'b')]);
    return op.node('Sub', [operand(call, 'a'), multiple]);
  }),
  Multiply: binary('Mul'),
  Pow: binary('Pow'),
  RealDiv: binary('RealDiv'),
  SquaredDifference: binary('SquaredDifference'),
  Sub: binary('Sub'),
  Equal: binary('Equal'),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessEqual'),
  LogicalAnd: binary('LogicalAnd'),
  LogicalOr: binary('LogicalOr'),
  NotEqual: binary('NotEqual'),
  AddN: lower((call, op) => op.node('AddN', Object.values(call.inputs))),
};
