/** Sums, differences, products and quotients: of two values a layer that joins them, with fixed numbers a bias or a scaling of channels. */
import { sizeOf } from '#shared/layers/layer.ts';
import { alongChannels, filled } from '../channels.ts';
import { plainConstant, type Constant } from '../constant.ts';
import type { Weight } from '../drawn.ts';
import { isStraight, type Flow, type Value } from '../flow.ts';
import type { Operator, Step } from '../step.ts';
import { turnOf } from './dense.ts';

type Sum = 'Add' | 'Sub' | 'Mul' | 'Div';
const apply: Readonly<Record<Sum, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
};

/** y = x · scale + shift for each channel. */
interface Affine {
  readonly scale: Weight;
  readonly shift: Weight;
}
const each = (a: Weight, b: Weight, of: (a: number, b: number) => number): Weight => ({
  shape: a.shape,
  read() {
    const [left, right] = [a.read(), b.read()];
    return left.map((value, at) => of(value, right[at]!));
  },
});

/** Layers that were made of such sums alone, and may take more of them. */
const affines = new WeakMap<object, Affine>();
const epsilon = 1e-3;

/** A batch normalization whose mean is 0 and whose variance, with epsilon, is 1: scale and shift alone are left. */
const normalization = ({ scale, shift }: Affine) => {
  const [channels] = scale.shape as [number];
  return {
    className: 'BatchNormalization',
    config: { momentum: 0.99, epsilon, center: true, scale: true },
    weights: [scale, shift, filled(channels, 0), filled(channels, 1 - epsilon)],
  };
};

function withNumbers(step: Step, flow: Flow, at: number, numbers: Weight): Flow {
  const { drawing } = step.around;
  const layer = drawing.of(flow.layer);
  const alone = step.isAlone(at);
  const op = step.op as Sum;
  if (op === 'Add' && alone && layer.isOpen && layer.config['use_bias'] === false) {
    layer.set('use_bias', true);
    layer.weights = [...layer.weights, numbers];
    return flow;
  }
  const channels = flow.shape.at(-1)!;
  const before = alone ? affines.get(layer) : undefined;
  const { scale, shift } = before ?? { scale: filled(channels, 1), shift: filled(channels, 0) };
  const affine: Affine = {
    scale:
      op === 'Add'
        ? scale
        : op === 'Sub'
          ? at === 0
            ? scale
            : each(scale, scale, (a) => -a)
          : each(scale, numbers, apply[op]),
    shift: op === 'Sub' && at === 1 ? each(numbers, shift, apply.Sub) : each(shift, numbers, apply[op]),
  };
  if (before) {
    layer.weights = normalization(affine).weights;
    affines.set(layer, affine);
    return flow;
  }
  const result = step.add(normalization(affine), [flow], { ...flow, turns: null });
  const made = drawing.of(result.layer);
  affines.set(made, affine);
  return { ...result, turns: flow.turns && alone ? [...flow.turns, turnOf(made)] : null };
}

function joined(step: Step, first: Flow, second: Flow): Flow {
  const { drawing } = step.around;
  const alike = first.shape.join() === second.shape.join() && first.order.join() === second.order.join();
  if (!alike || first.places !== second.places) step.refuse('joins values of different shapes');
  const [a, b] = [drawing.of(first.layer), drawing.of(second.layer)];
  const result = { ...first, turns: null };
  // x · sigmoid(x)
  for (const [x, gate] of [
    [a, b],
    [b, a],
  ] as const)
    // prettier-ignore
    if (step.op === 'Mul' && gate.inputs[0] === x.id && gate.config['activation'] === 'sigmoid' && gate.weights.length === 0) {
      drawing.remove(gate);
      return step.add({ className: 'Activation', config: { activation: 'silu' } }, [{ ...first, layer: x.id }], result);
    }
  if (step.op !== 'Add' && step.op !== 'Mul') step.refuse('takes one value from another, which no layer here does');
  return step.add({ className: step.op === 'Add' ? 'Add' : 'Multiply', config: {} }, [first, second], result);
}

export const arithmetic: Operator = (step) => {
  const [first, second] = [step.input(0), step.input(1)];
  if (first?.kind === 'flow' && second?.kind === 'flow') return joined(step, first, second);
  if (first?.kind !== 'flow' && second?.kind !== 'flow') return folded(step, step.constant(0), step.constant(1));
  const at = first?.kind === 'flow' ? 0 : 1;
  const flow = step.flow(at);
  if (step.op === 'Div' && at === 1) step.refuse('divides by what it is given, which no layer here does');
  const numbers = alongChannels(flow, step.constant(1 - at));
  if (!numbers)
    return step.refuse(
      `computes with numbers that differ from place to place${isStraight(flow) ? '' : ', channels apart'}`,
    );
  return withNumbers(step, flow, at, numbers);
};

/** Of numbers of the file alone. */
function folded(step: Step, a: Constant, b: Constant): Value {
  const op = step.op as Sum;
  const [size, other] = [a, b].map(({ dims }) => sizeOf(dims)) as [number, number];
  if (size !== other && size !== 1 && other !== 1) step.refuse('computes with numbers of different shapes');
  const larger = size >= other ? a : b;
  return plainConstant(a.name, larger.dims, () => {
    const [left, right] = [a.read(), b.read()];
    return Float32Array.from({ length: Math.max(size, other) }, (_, at) =>
      apply[op](left[size === 1 ? 0 : at]!, right[other === 1 ? 0 : at]!),
    );
  });
}

const roots: Readonly<Record<string, (value: number) => number>> = {
  Sqrt: Math.sqrt,
  Reciprocal: (value) => 1 / value,
  Neg: (value) => -value,
  Exp: Math.exp,
};

/** Of numbers of the file; of samples no layer here computes them. */
export const ofNumbers: Operator = (step) => {
  const constant = step.constant(0);
  return plainConstant(constant.name, constant.dims, () => constant.read().map(roots[step.op]!));
};
