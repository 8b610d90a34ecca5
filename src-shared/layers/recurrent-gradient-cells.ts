/**
 * One step of LSTM, GRU and simple RNN with its gradient written out, for the gates that GPU libraries have: sigmoid, and
 * `resetAfter`. Owns the formulas; not the products with weights, nor the walk (recurrent-gradient-walk.ts).
 *
 * Everything is `[units, batch]`: the blocks of gates lie one after the other in memory, so that taking them apart and
 * putting them together copies whole rows. Gradients are made from what the step has computed anyway: where `y` is the
 * sigmoid's output and `q = v · y`, the gradient of `v · y` by the sigmoid's input is `q − q · y`.
 *
 * The gradients make the slopes after what comes from later steps, though they could be made first: of two operands ONNX
 * Runtime computes the later one first, and so computes slopes on the way forwards, while what they are made of is in the
 * processor's cache, and keeps them instead of it.
 */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { ActivationKind } from './activations.ts';
import { activate } from './activations.ts';
import type { TensorFlow } from './layer.ts';
import type { CellKind } from './recurrent-cells.ts';

type Core = TensorFlow['core'];

/** Curves whose slope their output tells. */
const curves = ['tanh', 'sigmoid', 'relu', 'linear'] as const satisfies readonly ActivationKind[];
export type Curve = (typeof curves)[number];

export const isCurve = (kind: ActivationKind): kind is Curve => (curves as readonly ActivationKind[]).includes(kind);

export interface KerasWeights {
  /** [features, gates × units] */
  readonly kernel: Tensor2D;
  /** [units, gates × units] */
  readonly recurrent: Tensor2D;
  /** [gates × units], for GRU [2, gates × units]; null without. */
  readonly bias: Tensor1D | Tensor2D | null;
}

/** The weights as the walk multiplies with them. */
export interface StepMatrices {
  /** [gates × units, units + features (+ 1)]: what the gates make of the hidden state, the step's input and (with a bias) one. */
  readonly mixed: Tensor2D;
  /** [units, features (+ 1)]: what comes of the input alone, where a cell keeps it apart; else null. */
  readonly fromInput: Tensor2D | null;
}

/** `Kept`: names of what the step hands to its gradient. */
export interface GradientCell<Kept extends string = string> {
  readonly states: number;
  /** Gates with an activation in common, in the order of the rows of `mixed`. */
  readonly groups: readonly number[];
  /** Differentiable, and outside the walk: a gradient of the matrices is one of Keras's weights. */
  arrange(core: Core, weights: KerasWeights): StepMatrices;
  /** `gates`: one tensor [gates × units, batch] a group, before activation; `fromInput`: [units, batch] or null. */
  forward(
    core: Core,
    curve: Curve,
    gates: readonly Tensor2D[],
    fromInput: Tensor2D | null,
    states: readonly Tensor2D[],
  ): { readonly states: readonly Tensor2D[]; readonly kept: Readonly<Record<Kept, Tensor2D>> };
  /**
   * From the gradients of the states after the step (null: none) those of the products before activation, and of the states
   * before the step as far as they do not go through the products.
   */
  backward(
    core: Core,
    curve: Curve,
    kept: Readonly<Record<Kept, Tensor2D>>,
    gradients: readonly (Tensor2D | null)[],
  ): { readonly mixed: Tensor2D; readonly fromInput: Tensor2D | null; readonly states: readonly (Tensor2D | null)[] };
}

/** `v · slope` of the curve where it gave `y`; `vy` is `v · y` where that is at hand. */
function throughCurve(core: Core, curve: Curve, v: Tensor2D, y: Tensor2D, vy?: Tensor2D): Tensor2D {
  switch (curve) {
    case 'tanh':
      return core.sub(v, core.mul(vy ?? core.mul(v, y), y));
    case 'sigmoid':
      return throughSigmoid(core, vy ?? core.mul(v, y), y);
    case 'relu':
      return core.mul(v, core.step(y));
    case 'linear':
      return v;
  }
}

const throughSigmoid = (core: Core, vy: Tensor2D, y: Tensor2D): Tensor2D => core.sub(vy, core.mul(vy, y));

const apply = (core: Core, curve: Curve, x: Tensor2D): Tensor2D => activate(core, curve, x) as Tensor2D;

const splitRows = (core: Core, x: Tensor2D, count: number): Tensor2D[] => core.split(x, count, 0);

/** Columns of kernel, recurrent kernel and bias under one another, as rows: [rows, units + features (+ 1)]. */
const stackAsRows = (core: Core, recurrent: Tensor2D, kernel: Tensor2D, bias: Tensor2D | null): Tensor2D =>
  core.transpose(core.concat(bias === null ? [recurrent, kernel] : [recurrent, kernel, bias], 0)) as Tensor2D;

const asRow = (core: Core, bias: KerasWeights['bias']): Tensor2D | null =>
  bias === null ? null : (core.reshape(bias, [1, bias.size]) as Tensor2D);

const lstm: GradientCell<
  'gates' | 'input' | 'forget' | 'output' | 'candidate' | 'added' | 'left' | 'shown' | 'hidden'
> = {
  states: 2,
  groups: [3, 1],
  // Keras's order is input, forget, candidate, output.
  arrange(core, { recurrent, kernel, bias }) {
    const rows = stackAsRows(core, recurrent, kernel, asRow(core, bias));
    const [input, forget, candidate, output] = splitRows(core, rows, 4);
    return { mixed: core.concat([input!, forget!, output!, candidate!], 0), fromInput: null };
  },
  forward(core, curve, [sigmoids, curved], _, [, carry]) {
    const gates: Tensor2D = core.sigmoid(sigmoids!);
    const [input, forget, output] = splitRows(core, gates, 3) as [Tensor2D, Tensor2D, Tensor2D];
    const candidate = apply(core, curve, curved!);
    const added: Tensor2D = core.mul(input, candidate);
    const left: Tensor2D = core.mul(forget, carry!);
    const next: Tensor2D = core.add(left, added);
    const shown = apply(core, curve, next);
    const hidden: Tensor2D = core.mul(output, shown);
    return {
      states: [hidden, next],
      kept: { gates, input, forget, output, candidate, added, left, shown, hidden },
    };
  },
  backward(core, curve, { gates, input, forget, output, candidate, added, left, shown, hidden }, [ofHidden, ofCarry]) {
    const throughHidden: Tensor2D = core.mul(ofHidden!, throughCurve(core, curve, output, shown, hidden));
    const carry: Tensor2D = ofCarry == null ? throughHidden : core.add(throughHidden, ofCarry);
    const gradients: Tensor2D = core.concat([carry, carry, ofHidden!, carry], 0);
    const ofGates = throughSigmoid(core, core.concat([added, left, hidden], 0), gates);
    const slopes: Tensor2D = core.concat([ofGates, throughCurve(core, curve, input, candidate, added)], 0);
    const mixed: Tensor2D = core.mul(gradients, slopes);
    return { mixed, fromInput: null, states: [null, core.mul(carry, forget)] };
  },
};

/** The candidate's product with the hidden state is reset before the input's is added, so the two are kept apart. */
const gru: GradientCell<'gates' | 'update' | 'reset' | 'opened' | 'candidate' | 'held'> = {
  states: 1,
  groups: [2, 1],
  arrange(core, { recurrent, kernel, bias }) {
    const [units = 0] = recurrent.shape;
    const [features = 0] = kernel.shape;
    const gatesAndCandidate = (x: Tensor2D): [Tensor2D, Tensor2D] =>
      core.split(x, [2 * units, units], 1) as [Tensor2D, Tensor2D];
    const [recurrentGates, recurrentCandidate] = gatesAndCandidate(recurrent);
    const [kernelGates, kernelCandidate] = gatesAndCandidate(kernel);
    const biases = bias === null ? null : (core.split(bias, 2, 0) as [Tensor2D, Tensor2D]).map(gatesAndCandidate);
    const [inputBias, recurrentBias] = biases ?? [];
    const biasOfGates: Tensor2D | null = inputBias && recurrentBias ? core.add(inputBias[0], recurrentBias[0]) : null;
    const gates = stackAsRows(core, recurrentGates, kernelGates, biasOfGates);
    const nothing: Tensor2D = core.zeros([features, units]);
    const candidate = stackAsRows(core, recurrentCandidate, nothing, recurrentBias?.[1] ?? null);
    const fromInput = core.transpose(inputBias ? core.concat([kernelCandidate, inputBias[1]], 0) : kernelCandidate);
    return { mixed: core.concat([gates, candidate], 0), fromInput: fromInput as Tensor2D };
  },
  forward(core, curve, [sigmoids, recalled], fromInput, [before]) {
    const gates: Tensor2D = core.sigmoid(sigmoids!);
    const [update, reset] = splitRows(core, gates, 2) as [Tensor2D, Tensor2D];
    const opened: Tensor2D = core.mul(reset, recalled!);
    const candidate = apply(core, curve, core.add(fromInput!, opened));
    const held: Tensor2D = core.mul(update, core.sub(before!, candidate));
    return {
      states: [core.add(candidate, held)],
      kept: { gates, update, reset, opened, candidate, held },
    };
  },
  backward(core, curve, { gates, update, reset, opened, candidate, held }, [ofHidden]) {
    const ofCandidate: Tensor2D = core.mul(ofHidden!, throughCurve(core, curve, core.sub(1, update), candidate));
    const gradients: Tensor2D = core.concat([ofHidden!, ofCandidate], 0);
    const slopes = throughSigmoid(core, core.concat([held, opened], 0), gates);
    const ofGates: Tensor2D = core.mul(gradients, slopes);
    const mixed = core.concat([ofGates, core.mul(ofCandidate, reset) as Tensor2D], 0);
    return { mixed, fromInput: ofCandidate, states: [core.mul(ofHidden!, update)] };
  },
};

const simpleRnn: GradientCell<'hidden'> = {
  states: 1,
  groups: [1],
  arrange: (core, { recurrent, kernel, bias }) => ({
    mixed: stackAsRows(core, recurrent, kernel, asRow(core, bias)),
    fromInput: null,
  }),
  forward(core, curve, [gate]) {
    const hidden = apply(core, curve, gate!);
    return { states: [hidden], kept: { hidden } };
  },
  backward: (core, curve, { hidden }, [ofHidden]) => ({
    mixed: core.mul(ofHidden!, throughCurve(core, curve, core.ones(hidden.shape), hidden, hidden)),
    fromInput: null,
    states: [null],
  }),
};

export const gradientCells: Readonly<Record<CellKind, GradientCell>> = { lstm, gru, simpleRnn };
