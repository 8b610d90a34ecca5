/** ONNX nodes of the kernels that work element by element. */
import type * as tf from '@tensorflow/tfjs-core';
import type { elementwise as shapeRules } from '../../kernels/elementwise.ts';
import { sizeOf } from '../../graph.ts';
import type { OnnxBuilder } from '../builder.ts';
import { lower, operand, result, type Call, type OnnxRule } from '../rule.ts';

/** The largest finite float. */
const largest = 3.4028234663852886e38;

/** One ONNX node on input `x`. */
function unary(type: string, attributes: Parameters<OnnxBuilder['node']>[2] = {}): OnnxRule {
  return lower((call, op) => op.node(type, [operand(call, 'x').name], attributes));
}

/** One ONNX node on float input `x`; other types are cast, as TensorFlow.js computes these in floating point. */
function float(emit: (x: string, op: OnnxBuilder) => string): OnnxRule {
  return lower((call, op) => {
    const x = operand(call, 'x');
    return emit(x.dtype === 'float32' ? x.name : op.cast(x.name, 'float32'), op);
  });
}

function floatNode(type: string): OnnxRule {
  return float((x, op) => op.node(type, [x]));
}

/** Rounding does nothing to integers, and ONNX defines it for floats only. */
function rounding(type: string): OnnxRule {
  return lower((call, op) => {
    const x = operand(call, 'x');
    return x.dtype === 'float32' ? op.node(type, [x.name]) : x.name;
  });
}

function binary(type: string): OnnxRule {
  return lower((call, op) => {
    const [a, b] = [operand(call, 'a'), operand(call, 'b')];
    const { shape } = result(call);
    // ONNX Runtime takes ten times as long for a number and a tensor whose last axis has one element.
    if (shape.at(-1) !== 1 || sizeOf(a.shape) === sizeOf(b.shape) || Math.min(sizeOf(a.shape), sizeOf(b.shape)) !== 1)
      return op.node(type, [a.name, b.name]);
    const flat = [a, b].map((each) => op.reshape(each.name, sizeOf(each.shape) === 1 ? [] : [sizeOf(each.shape)]));
    return op.reshape(op.node(type, flat), shape);
  });
}

/** An order comparison; ONNX has none for booleans, TensorFlow.js orders false before true. */
function comparison(type: string): OnnxRule {
  return lower((call, op) => {
    const names = ['a', 'b'].map((side) => {
      const { name, dtype } = operand(call, side);
      return dtype === 'bool' ? op.cast(name, 'int32') : name;
    });
    return op.node(type, names);
  });
}

/** A value of one number that has the dtype of `x`. */
function like(call: Call, op: OnnxBuilder, value: number, name = 'x'): string {
  return op.scalar(value, operand(call, name).dtype);
}

/** a - floor(a / b) · b, the remainder with the divisor's sign; integers divide in double precision, exact for 32 bits. */
function floorQuotient(call: Call, op: OnnxBuilder): string {
  const a = operand(call, 'a');
  const b = operand(call, 'b');
  if (a.dtype === 'float32') return op.node('Floor', [op.node('Div', [a.name, b.name])]);
  const quotient = op.node('Div', [op.cast(a.name, 'double'), op.cast(b.name, 'double')]);
  return op.cast(op.node('Floor', [quotient]), 'int32');
}

export const elementwise: Record<keyof typeof shapeRules, OnnxRule> = {
  Abs: unary('Abs'),
  Acos: floatNode('Acos'),
  Acosh: floatNode('Acosh'),
  Asin: floatNode('Asin'),
  Asinh: floatNode('Asinh'),
  Atan: floatNode('Atan'),
  Atanh: floatNode('Atanh'),
  Ceil: rounding('Ceil'),
  Cos: floatNode('Cos'),
  Cosh: floatNode('Cosh'),
  Elu: unary('Elu'),
  Erf: floatNode('Erf'),
  Exp: floatNode('Exp'),
  // Precise near zero (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 1.14.1).
  Expm1: float((x, op) => {
    const one = op.scalar(1, 'float32');
    const exp = op.node('Exp', [x]);
    const minusOne = op.node('Sub', [exp, one]);
    const precise = op.node('Div', [op.node('Mul', [minusOne, x]), op.node('Log', [exp])]);
    const small = op.node('Less', [op.node('Abs', [x]), one]);
    const chosen = op.node('Where', [small, precise, minusOne]);
    return op.node('Where', [op.node('Equal', [exp, one]), x, chosen]);
  }),
  Floor: rounding('Floor'),
  // NaN compares as false, infinity is larger than the largest float.
  IsFinite: float((x, op) => op.node('LessOrEqual', [op.node('Abs', [x]), op.scalar(largest, 'float32')])),
  IsInf: floatNode('IsInf'),
  IsNan: floatNode('IsNaN'),
  LeakyRelu: lower<tf.LeakyReluAttrs>((call, op) =>
    op.node('LeakyRelu', [operand(call, 'x').name], { alpha: { float: call.attributes.alpha } }),
  ),
  Log: floatNode('Log'),
  // Precise near zero (as Expm1).
  Log1p: float((x, op) => {
    const one = op.scalar(1, 'float32');
    const sum = op.node('Add', [x, one]);
    const precise = op.node('Div', [op.node('Mul', [op.node('Log', [sum]), x]), op.node('Sub', [sum, one])]);
    const chosen = op.node('Where', [op.node('Less', [op.node('Abs', [x]), one]), precise, op.node('Log', [sum])]);
    return op.node('Where', [op.node('Equal', [sum, one]), x, chosen]);
  }),
  LogicalNot: unary('Not'),
  Neg: unary('Neg'),
  Reciprocal: floatNode('Reciprocal'),
  Relu: unary('Relu'),
  Relu6: lower((call, op) => op.node('Clip', [operand(call, 'x').name, like(call, op, 0), like(call, op, 6)])),
  Round: rounding('Round'),
  Rsqrt: float((x, op) => op.node('Reciprocal', [op.node('Sqrt', [x])])),
  Selu: unary('Selu'),
  Sigmoid: floatNode('Sigmoid'),
  Sign: unary('Sign'),
  Sin: floatNode('Sin'),
  Sinh: floatNode('Sinh'),
  Softplus: floatNode('Softplus'),
  Sqrt: floatNode('Sqrt'),
  Square: lower((call, op) => op.node('Mul', [operand(call, 'x').name, operand(call, 'x').name])),
  Step: lower<tf.StepAttrs>((call, op) => {
    const { name, dtype } = operand(call, 'x');
    const alpha = call.attributes.alpha ?? 0;
    // min(1, max(0, x · the largest float)): 1 for every normal positive number, in one node.
    if (alpha === 0 && dtype === 'float32')
      return op.node('HardSigmoid', [name], { alpha: { float: largest }, beta: { float: 0 } });
    // The same with another lower bound.
    if (alpha > 0 && alpha < 1 && dtype === 'float32') {
      const far = op.node('Mul', [name, op.scalar(largest, dtype)]);
      return op.node('Clip', [far, op.scalar(alpha, dtype), op.scalar(1, dtype)]);
    }
    const positive = op.node('Greater', [name, op.scalar(0, dtype)]);
    if (alpha === 0) return op.cast(positive, dtype);
    return op.node('Where', [positive, op.scalar(1, dtype), op.scalar(alpha, dtype)]);
  }),
  Tan: floatNode('Tan'),
  Tanh: floatNode('Tanh'),
  ClipByValue: lower<tf.ClipByValueAttrs>((call, op) => {
    const { name, dtype } = operand(call, 'x');
    const { clipValueMin, clipValueMax } = call.attributes;
    const bound = (value: number) =>
      op.scalar(dtype === 'int32' ? Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1) : value, dtype);
    return op.node('Clip', [name, bound(clipValueMin), bound(clipValueMax)]);
  }),
  Identity: unary('Identity'),
  OnesLike: lower((call, op) => op.filled(1, result(call).shape, result(call).dtype)),
  ZerosLike: lower((call, op) => op.filled(0, result(call).shape, result(call).dtype)),
  Cast: lower((call, op) => op.cast(operand(call, 'x').name, result(call).dtype)),
  // dy where y ≥ 0, dy · (y + 1) below: the gradient from the output, as TensorFlow.js defines it.
  EluGrad: lower((call, op) => {
    const [dy, y] = [operand(call, 'dy').name, operand(call, 'y').name];
    const below = op.node('Mul', [dy, op.node('Add', [y, like(call, op, 1, 'y')])]);
    return op.node('Where', [op.node('GreaterOrEqual', [y, like(call, op, 0, 'y')]), dy, below]);
  }),
  // ONNX's own PRelu broadcasts one way only.
  Prelu: lower((call, op) => {
    const [x, alpha] = [operand(call, 'x').name, operand(call, 'alpha').name];
    const negative = op.node('Less', [x, like(call, op, 0)]);
    return op.node('Where', [negative, op.node('Mul', [x, alpha]), x]);
  }),
  Select: lower((call, op) => {
    const condition = operand(call, 'condition').name;
    const [whenTrue, whenFalse] = [operand(call, 't'), operand(call, 'e')];
    if (whenTrue.dtype !== 'bool') return op.node('Where', [condition, whenTrue.name, whenFalse.name]);
    // ONNX Runtime has no Where on booleans.
    const chosen = op.node('And', [condition, whenTrue.name]);
    return op.node('Or', [chosen, op.node('And', [op.node('Not', [condition]), whenFalse.name])]);
  }),
  Add: binary('Add'),
  FloorDiv: lower(floorQuotient),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Mod: lower((call, op) => {
    const multiple = op.node('Mul', [floorQuotient(call, op), operand(call, 'b').name]);
    return op.node('Sub', [operand(call, 'a').name, multiple]);
  }),
  Multiply: binary('Mul'),
  Pow: binary('Pow'),
  RealDiv: binary('Div'),
  SquaredDifference: lower((call, op) => {
    const difference = op.node('Sub', [operand(call, 'a').name, operand(call, 'b').name]);
    return op.node('Mul', [difference, difference]);
  }),
  Sub: binary('Sub'),
  Equal: binary('Equal'),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  LogicalAnd: binary('And'),
  LogicalOr: binary('Or'),
  NotEqual: lower((call, op) => op.node('Not', [op.node('Equal', [operand(call, 'a').name, operand(call, 'b').name])])),
  AddN: lower((call, op) =>
    Object.values(call.inputs)
      .map(({ name }) => name)
      .reduce((sum, name) => op.node('Add', [sum, name])),
  ),
};
