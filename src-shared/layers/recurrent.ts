/**
 * The walk along a sequence that all recurrent kinds share: weights, masks, direction. Owns no settings and no cell.
 *
 * The inputs of all steps meet the kernel in one matrix product before the walk, which is the same arithmetic as
 * step by step and much faster; and gates are Keras's, not TensorFlow.js's (hard sigmoid, GRU without reset_after).
 */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Penalty } from './fields.ts';
import type { InitializerKind } from './initializers.ts';
import type { TensorFlow } from './layer.ts';
import type { Weights, WeightSpec } from './operation.ts';
import { cells } from './recurrent-cells.ts';
import type { CellKind, CellSettings } from './recurrent-cells.ts';
import { gradientCells, isCurve, type Curve, type KerasWeights } from './recurrent-gradient-cells.ts';
import { walkWithGradient } from './recurrent-gradient-walk.ts';
import { repeatedValues } from './repeated.ts';

export interface RecurrentParams extends CellSettings {
  readonly useBias: boolean;
  readonly unitForgetBias: boolean;
  readonly kernelInitializer: InitializerKind;
  readonly recurrentInitializer: InitializerKind;
  readonly biasInitializer: InitializerKind;
  readonly kernelPenalty: Penalty;
  readonly recurrentPenalty: Penalty;
  readonly biasPenalty: Penalty;
}

const hasTwoBiases = (kind: CellKind, params: RecurrentParams): boolean => kind === 'gru' && params.resetAfter;

/** Kernel [features, gates × units], recurrent kernel [units, gates × units], bias [gates × units] or, for GRU with `resetAfter`, [2, gates × units]. */
export function recurrentWeights(kind: CellKind, params: RecurrentParams, features: number, prefix = ''): WeightSpec[] {
  const { units } = params;
  const columns = cells[kind].gates * units;
  const weights: WeightSpec[] = [
    {
      role: `${prefix}kernel`,
      shape: [features, columns],
      initializer: params.kernelInitializer,
      penalty: params.kernelPenalty,
    },
    {
      role: `${prefix}recurrentKernel`,
      shape: [units, columns],
      initializer: params.recurrentInitializer,
      penalty: params.recurrentPenalty,
    },
  ];
  if (!params.useBias) return weights;
  const bias: WeightSpec = {
    role: `${prefix}bias`,
    shape: hasTwoBiases(kind, params) ? [2, columns] : [columns],
    initializer: params.biasInitializer,
    penalty: params.biasPenalty,
    ...(kind === 'lstm' && params.unitForgetBias ? { ones: [units, 2 * units] as const } : {}),
  };
  return [...weights, bias];
}

export interface Walk {
  readonly backwards: boolean;
  /** [batch, steps], or null where every step counts. At a step left out, states stay as they were. */
  readonly mask: Tensor | null;
  /** The last step's alone, or every step's: in the order of the walk, or of time. */
  readonly outputs: 'last' | 'asWalked' | 'inTime';
}

/** Outputs [batch, units] or [batch, steps, units] of the walk along `x` [batch, steps, features]. */
export function walk(
  core: TensorFlow['core'],
  kind: CellKind,
  params: RecurrentParams,
  x: Tensor,
  weights: Weights,
  { backwards, mask, outputs }: Walk,
  prefix = '',
): Tensor {
  const [, steps = 1] = x.shape;
  const order = Array.from({ length: steps }, (_, index) => (backwards ? steps - 1 - index : index));
  const places = outputs === 'last' ? null : outputs === 'inTime' ? order : order.toSorted((a, b) => a - b);
  const way = { order, places, mask };
  const own = {
    kernel: weights.read(`${prefix}kernel`) as Tensor2D,
    recurrent: weights.read(`${prefix}recurrentKernel`) as Tensor2D,
    bias: params.useBias ? (weights.read(`${prefix}bias`) as Tensor1D | Tensor2D) : null,
  };
  const curve = curveOf(core, kind, params);
  return curve === null
    ? stepByStep(core, kind, params, x, own, way)
    : atOnce(core, kind, params.units, curve, x, own, way);
}

/** The activation, where the gradient of the whole walk is written out; null where TensorFlow.js has to differentiate. */
function curveOf(core: TensorFlow['core'], kind: CellKind, params: RecurrentParams): Curve | null {
  const { activation, recurrentActivation, resetAfter } = params;
  const usual = kind === 'simpleRnn' || (recurrentActivation === 'sigmoid' && (kind === 'lstm' || resetAfter));
  // Inside another gradient there will be second derivatives.
  const differentiatedOnce = core.engine().state.gradientDepth <= 1;
  return usual && isCurve(activation) && differentiatedOnce ? activation : null;
}

interface Way {
  readonly order: readonly number[];
  readonly places: readonly number[] | null;
  readonly mask: Tensor | null;
}

function atOnce(
  core: TensorFlow['core'],
  kind: CellKind,
  units: number,
  curve: Curve,
  x: Tensor,
  weights: KerasWeights,
  way: Way,
): Tensor {
  const alike = repeatedValues(x);
  const inputs = alike === null ? core.transpose(x, [1, 2, 0]) : core.transpose(alike);
  const matrices = gradientCells[kind].arrange(core, weights);
  const walked = walkWithGradient(core, { kind, units, curve, ...way }, inputs, matrices);
  return core.transpose(walked, way.places === null ? [1, 0] : [2, 0, 1]);
}

function stepByStep(
  core: TensorFlow['core'],
  kind: CellKind,
  params: RecurrentParams,
  x: Tensor,
  weights: KerasWeights,
  { order, places, mask }: Way,
): Tensor {
  const cell = cells[kind];
  const [batch = 1, steps = 1, features = 1] = x.shape;
  const biases = biasesOf(core, kind, params, weights.bias);
  const product = core.matMul(core.reshape(x, [batch * steps, features]) as Tensor2D, weights.kernel);
  const shifted = biases.input === null ? product : core.add(product, biases.input);
  const columns = cell.gates * params.units;
  const inputs = core.unstack(core.reshape(shifted, [batch, steps, columns]), 1) as Tensor2D[];
  const counts = mask === null ? null : (core.unstack(core.expandDims(mask, 2), 1) as Tensor2D[]);
  const stepWeights = { recurrent: weights.recurrent, recurrentBias: biases.recurrent };
  let states = Array.from({ length: cell.states }, () => core.zeros([batch, params.units]) as Tensor2D);
  const outputs: Tensor2D[] = [];
  order.forEach((step, index) => {
    const next = cell.step(core, inputs[step]!, states, stepWeights, params);
    const count = counts?.[step];
    states = count === undefined ? next : next.map((state, i) => blend(core, states[i]!, state, count));
    outputs[places?.[index] ?? 0] = states[0]!;
  });
  return places === null ? outputs[0]! : core.stack(outputs, 1);
}

/** `after` where `count` is 1, `before` where it is 0. */
const blend = (core: TensorFlow['core'], before: Tensor2D, after: Tensor2D, count: Tensor2D): Tensor2D =>
  core.add(before, core.mul(core.sub(after, before), count));

function biasesOf(core: TensorFlow['core'], kind: CellKind, params: RecurrentParams, bias: KerasWeights['bias']) {
  if (bias === null) return { input: null, recurrent: null };
  if (!hasTwoBiases(kind, params)) return { input: bias, recurrent: null };
  const [input, recurrent] = core.unstack(bias);
  return { input: input as Tensor1D, recurrent: recurrent as Tensor1D };
}
