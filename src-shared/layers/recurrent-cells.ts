/**
 * The arithmetic of one step of LSTM, GRU and simple RNN, with Keras's weights in Keras's order. Owns the cells;
 * not the walk along the sequence (recurrent.ts) nor the settings (recurrent-fields.ts).
 */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { activate } from './activations.ts';
import type { ActivationKind } from './activations.ts';
import type { TensorFlow } from './layer.ts';

type Core = TensorFlow['core'];

export type CellKind = 'lstm' | 'gru' | 'simpleRnn';

export interface CellSettings {
  readonly units: number;
  readonly activation: ActivationKind;
  readonly recurrentActivation: ActivationKind;
  readonly resetAfter: boolean;
}

/** Weights as they stay during one walk: the recurrent kernel [units, gates × units], the recurrent bias where there is one. */
interface StepWeights {
  readonly recurrent: Tensor2D;
  readonly recurrentBias: Tensor1D | null;
}

export interface Cell {
  /** How many blocks of `units` columns its kernels have. */
  readonly gates: number;
  /** How many tensors [batch, units] it remembers; the first is its output. */
  readonly states: number;
  /** The next states. `projected`: this step's input times the kernel plus the bias, [batch, gates × units]. */
  step(
    core: Core,
    projected: Tensor2D,
    states: readonly Tensor2D[],
    weights: StepWeights,
    settings: CellSettings,
  ): Tensor2D[];
}

const times = (core: Core, state: Tensor2D, weights: StepWeights): Tensor2D => {
  const product: Tensor2D = core.matMul(state, weights.recurrent);
  return weights.recurrentBias === null ? product : core.add(product, weights.recurrentBias);
};

/** Gates in the order input, forget, candidate, output (Hochreiter and Schmidhuber 1997; Gers et al. 2000). */
const lstm: Cell = {
  gates: 4,
  states: 2,
  step(core, projected, [hidden, carry], weights, { activation, recurrentActivation }) {
    const gate = (x: Tensor): Tensor2D => activate(core, recurrentActivation, x) as Tensor2D;
    const curve = (x: Tensor): Tensor2D => activate(core, activation, x) as Tensor2D;
    const [input, forget, candidate, output] = core.split(core.add(projected, times(core, hidden!, weights)), 4, 1);
    const nextCarry = core.add(core.mul(gate(forget!), carry!), core.mul(gate(input!), curve(candidate!)));
    return [core.mul(gate(output!), curve(nextCarry)), nextCarry] as Tensor2D[];
  },
};

/**
 * Gates in the order update, reset, candidate. `resetAfter` applies the reset gate after the product with the
 * recurrent kernel, as cuDNN and Keras do; without it, before (Cho et al. 2014, equations 5 to 8).
 */
const gru: Cell = {
  gates: 3,
  states: 1,
  step(core, projected, [hidden], weights, { units, activation, recurrentActivation, resetAfter }) {
    const gate = (x: Tensor): Tensor2D => activate(core, recurrentActivation, x) as Tensor2D;
    const [inputUpdate, inputReset, inputCandidate] = core.split(projected, 3, 1);
    const blend = (update: Tensor, candidate: Tensor): Tensor2D[] => [
      core.add(candidate, core.mul(update, core.sub(hidden!, candidate))) as Tensor2D,
    ];
    if (resetAfter) {
      const [update, reset, candidate] = core.split(times(core, hidden!, weights), 3, 1);
      const opened = core.mul(gate(core.add(inputReset!, reset!)), candidate!);
      return blend(
        gate(core.add(inputUpdate!, update!)),
        activate(core, activation, core.add(inputCandidate!, opened)),
      );
    }
    const gatesKernel = core.slice(weights.recurrent, [0, 0], [units, 2 * units]);
    const candidateKernel = core.slice(weights.recurrent, [0, 2 * units], [units, units]);
    const [update, reset] = core.split(core.matMul(hidden!, gatesKernel), 2, 1);
    const opened = core.mul(gate(core.add(inputReset!, reset!)), hidden!);
    const candidate = core.add(inputCandidate!, core.matMul(opened, candidateKernel));
    return blend(gate(core.add(inputUpdate!, update!)), activate(core, activation, candidate));
  },
};

/** One gate, which is the output (Elman 1990). */
const simpleRnn: Cell = {
  gates: 1,
  states: 1,
  step: (core, projected, [hidden], weights, { activation }) => [
    activate(core, activation, core.add(projected, times(core, hidden!, weights))) as Tensor2D,
  ],
};

export const cells: Readonly<Record<CellKind, Cell>> = { lstm, gru, simpleRnn };
