/** Shape rules of the kernels that work element by element, with NumPy broadcasting where there are two inputs. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { DType } from '../types.ts';
import { input, rule, spec, type ShapeRule } from './rule.ts';

const same = rule((inputs) => input(inputs, 'x'));
const float = rule((inputs) => spec(input(inputs, 'x').shape, 'float32'));
const test = rule((inputs) => spec(input(inputs, 'x').shape, 'bool'));

function broadcast(dtype?: DType): ShapeRule {
  return rule((inputs) => {
    const a = input(inputs, 'a');
    const shape = backend_util.assertAndGetBroadcastShape([...a.shape], [...input(inputs, 'b').shape]);
    return spec(shape, dtype ?? a.dtype);
  });
}

const arithmetic = broadcast();
const comparison = broadcast('bool');

export const elementwise = {
  Abs: same,
  Acos: float,
  Acosh: float,
  Asin: float,
  Asinh: float,
  Atan: float,
  Atanh: float,
  Ceil: same,
  Cos: float,
  Cosh: float,
  Elu: same,
  Erf: float,
  Exp: float,
  Expm1: float,
  Floor: same,
  IsFinite: test,
  IsInf: test,
  IsNan: test,
  LeakyRelu: same,
  Log: float,
  Log1p: float,
  LogicalNot: test,
  Neg: same,
  Reciprocal: same,
  Relu: same,
  Relu6: same,
  Round: same,
  Rsqrt: float,
  Selu: same,
  Sigmoid: float,
  Sign: same,
  Sin: float,
  Sinh: float,
  Softplus: float,
  Sqrt: float,
  Square: same,
  Step: same,
  Tan: float,
  Tanh: float,
  ClipByValue: same,
  Identity: same,
  OnesLike: same,
  ZerosLike: same,
  Cast: rule<{ dtype: DType }>((inputs, { dtype }) => spec(input(inputs, 'x').shape, dtype)),
  EluGrad: rule((inputs) => input(inputs, 'dy')),
  Prelu: rule((inputs) => {
    const { shape, dtype } = input(inputs, 'x');
    return spec(backend_util.assertAndGetBroadcastShape([...shape], [...input(inputs, 'alpha').shape]), dtype);
  }),
  Select: rule((inputs) => input(inputs, 't')),
  Add: arithmetic,
  FloorDiv: arithmetic,
  Maximum: arithmetic,
  Minimum: arithmetic,
  Mod: arithmetic,
  Multiply: arithmetic,
  Pow: arithmetic,
  RealDiv: arithmetic,
  SquaredDifference: arithmetic,
  Sub: arithmetic,
  Equal: comparison,
  Greater: comparison,
  GreaterEqual: comparison,
  Less: comparison,
  LessEqual: comparison,
  LogicalAnd: comparison,
  LogicalOr: comparison,
  NotEqual: comparison,
  AddN: rule((inputs) => input(inputs, '0')),
} satisfies Record<string, ShapeRule>;
