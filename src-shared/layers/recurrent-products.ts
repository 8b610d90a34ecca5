/**
 * The matrix products of a walk: what hidden state, input and bias give to each step's gates, and the gradients of weights
 * and inputs from those of the gates. Owns no cell and no order of steps.
 */
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './layer.ts';
import type { StepMatrices } from './recurrent-gradient-cells.ts';

type Core = TensorFlow['core'];

interface Sizes {
  readonly units: number;
  /** Gates of each group, in the order of the rows of `mixed`. */
  readonly groups: readonly number[];
}

interface StepProducts {
  /** [gates × units, batch] for each group, before activation. */
  readonly gates: readonly Tensor2D[];
  /** [units, batch], or null where the cell has none. */
  readonly fromInput: Tensor2D | null;
  /** [rows, batch]: what `mixed`, or its part that does not repeat itself, was multiplied with; the gradient wants it again. */
  readonly factor: Tensor2D;
}

/** Gradients of a step's products: of all gates together, [gates × units, batch], and of what came from the input alone. */
interface StepGradients {
  readonly mixed: Tensor2D;
  readonly fromInput: Tensor2D | null;
}

interface BackwardProducts {
  /** Takes a step's gradients in. */
  add(step: number, gradients: StepGradients, factor: Tensor2D): void;
  /** Gradient of the hidden state that met the weights, [units, batch]. */
  ofHidden(mixed: Tensor2D): Tensor2D;
  /** Of inputs, `mixed` and, where there is one, `fromInput`, once every step was added. */
  total(): Tensor[];
}

export interface Products {
  forward(step: number, hidden: Tensor2D): StepProducts;
  backward(): BackwardProducts;
}

/** `inputs`: [steps, features, batch], or [features, batch] where all steps are alike. */
export const productsOf = (core: Core, sizes: Sizes, inputs: Tensor, matrices: StepMatrices): Products =>
  inputs.rank === 3
    ? ofEachStep(core, sizes, inputs as Tensor3D, matrices)
    : ofOneInput(core, sizes, inputs as Tensor2D, matrices);

export const unstackRows = (core: Core, x: Tensor3D): Tensor2D[] => core.unstack(x, 0) as Tensor2D[];

/** Null stands for zero. */
export const addUp = (core: Core, a: Tensor2D | null, b: Tensor2D | null): Tensor2D | null =>
  a === null ? b : b === null ? a : core.add(a, b);

/** Hidden state and input lie under one another, so that one product meets both. */
function ofEachStep(core: Core, sizes: Sizes, inputs: Tensor3D, { mixed, fromInput }: StepMatrices): Products {
  const [steps, features, batch] = inputs.shape;
  const columns = columnsOf(core, sizes.units, features, mixed, fromInput);
  const ones: Tensor3D[] = columns.biased ? [core.ones([steps, 1, batch])] : [];
  const rows = unstackRows(core, core.concat([inputs, ...ones], 1));
  const groups = splitGroups(core, sizes, mixed);
  return {
    forward(step, hidden) {
      const factor: Tensor2D = core.concat([hidden, rows[step]!], 0);
      return {
        gates: groups.map((group): Tensor2D => core.matMul(group, factor)),
        fromInput: fromInput === null ? null : core.matMul(fromInput, rows[step]!),
        factor,
      };
    },
    backward() {
      let ofMixed: Tensor2D | null = null;
      let ofFromInput: Tensor2D | null = null;
      const ofInputs: Tensor2D[] = [];
      const recurrent = core.transpose(columns.hidden) as Tensor2D;
      const ofInput = columns.ofInput();
      return {
        add(step, gradients, factor) {
          ofMixed = addUp(core, core.matMul(gradients.mixed, factor, false, true), ofMixed);
          if (gradients.fromInput !== null)
            ofFromInput = addUp(core, core.matMul(gradients.fromInput, rows[step]!, false, true), ofFromInput);
          ofInputs[step] = ofInput(gradients);
        },
        ofHidden: (gradient) => core.matMul(recurrent, gradient),
        total: () => [core.stack(ofInputs, 0), ofMixed!, ...(ofFromInput === null ? [] : [ofFromInput])],
      };
    },
  };
}

/** The input meets its weights once for all steps; only the hidden state is new. */
function ofOneInput(core: Core, sizes: Sizes, input: Tensor2D, { mixed, fromInput }: StepMatrices): Products {
  const [features, batch] = input.shape;
  const columns = columnsOf(core, sizes.units, features, mixed, fromInput);
  const ones: Tensor2D[] = columns.biased ? [core.ones([1, batch])] : [];
  const row: Tensor2D = core.concat([input, ...ones], 0);
  const groups = splitGroups(core, sizes, columns.hidden);
  const constants = splitGroups(core, sizes, core.matMul(columns.input, row));
  const alone: Tensor2D | null = fromInput === null ? null : core.matMul(fromInput, row);
  return {
    forward: (_, hidden) => ({
      gates: groups.map((group, index): Tensor2D => core.add(core.matMul(group, hidden), constants[index]!)),
      fromInput: alone,
      factor: hidden,
    }),
    backward() {
      let ofRecurrent: Tensor2D | null = null;
      let ofGates: Tensor2D | null = null;
      let ofAlone: Tensor2D | null = null;
      const recurrent = core.transpose(columns.hidden) as Tensor2D;
      return {
        add(_, gradients, factor) {
          ofRecurrent = addUp(core, core.matMul(gradients.mixed, factor, false, true), ofRecurrent);
          ofGates = addUp(core, gradients.mixed, ofGates);
          ofAlone = addUp(core, gradients.fromInput, ofAlone);
        },
        ofHidden: (gradient) => core.matMul(recurrent, gradient),
        total: () => [
          columns.ofInput()({ mixed: ofGates!, fromInput: ofAlone }),
          core.concat([ofRecurrent!, core.matMul(ofGates!, row, false, true) as Tensor2D], 1),
          ...(ofAlone === null ? [] : [core.matMul(ofAlone as Tensor2D, row, false, true)]),
        ],
      };
    },
  };
}

/** `mixed` taken apart: columns for the hidden state, for the features, and the bias where there is one. */
function columnsOf(core: Core, units: number, features: number, mixed: Tensor2D, fromInput: Tensor2D | null) {
  const [rows, width] = mixed.shape;
  const rest = width - units;
  const firstColumns = (x: Tensor2D, begin: number, count: number): Tensor2D =>
    core.slice(x, [0, begin], [x.shape[0], count]);
  return {
    biased: rest > features,
    hidden: core.slice(mixed, [0, 0], [rows, units]),
    input: core.slice(mixed, [0, units], [rows, rest]),
    /** The input's gradient, [features, batch], from those of the products. */
    ofInput() {
      const kernel = core.transpose(firstColumns(mixed, units, features)) as Tensor2D;
      const kernelAlone =
        fromInput === null ? null : (core.transpose(firstColumns(fromInput, 0, features)) as Tensor2D);
      return (gradients: StepGradients): Tensor2D => {
        const product: Tensor2D = core.matMul(kernel, gradients.mixed);
        return kernelAlone === null || gradients.fromInput === null
          ? product
          : core.add(core.matMul(kernelAlone, gradients.fromInput), product);
      };
    },
  };
}

const splitGroups = (core: Core, { units, groups }: Sizes, rows: Tensor2D): Tensor2D[] =>
  core.split(
    rows,
    groups.map((gates) => gates * units),
    0,
  );
