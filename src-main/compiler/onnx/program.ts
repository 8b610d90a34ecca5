/** One compiled function as an ONNX Runtime session. */
import type { Tensor } from 'onnxruntime-node';
import { sizeOf } from '../graph.ts';
import { keyWords } from '../random-numbers.ts';
import { afterDisposal, givenInput, keysOfRun } from '../run-values.ts';
import type { InTurn } from '../turns.ts';
import type { Program, RunOptions, Step, Values } from '../types.ts';
import { joined, type Fed } from '../values.ts';
import type { OnnxModel } from './lower.ts';
import type { State } from './state.ts';
import { valuesOf, type OnnxLibrary, type OnnxSession } from './target.ts';

interface Parts extends Pick<Program, 'name' | 'inputs' | 'outputs' | 'statistics'> {
  readonly model: Omit<OnnxModel, 'graph'>;
  readonly session: OnnxSession;
  readonly state: State;
  readonly library: OnnxLibrary;
  readonly inTurn: InTurn;
  readonly onDispose: () => void;
}

type Inputs = Step['inputs'];
type Outputs = Record<string, Values>;
type Accept = NonNullable<RunOptions['accept']>;

export class OnnxProgram implements Program {
  readonly name: string;
  readonly inputs: Program['inputs'];
  readonly outputs: Program['outputs'];
  readonly statistics: Program['statistics'];
  readonly #parts: Parts;
  #disposed = false;

  constructor(parts: Parts) {
    this.name = parts.name;
    this.inputs = parts.inputs;
    this.outputs = parts.outputs;
    this.statistics = parts.statistics;
    this.#parts = parts;
  }

  async run(inputs: Inputs, { seed, accept }: RunOptions = {}): Promise<Outputs> {
    const [outputs] = await this.runSteps([{ inputs, seed }], accept);
    return outputs!;
  }

  runSteps(steps: readonly Step[], accept: RunOptions['accept'] = () => true): Promise<Outputs[]> {
    return this.#parts.inTurn(async () => {
      const together = this.#parts.model.countInput === null ? 1 : steps.length;
      const all: Outputs[] = [];
      for (let first = 0; first < steps.length; first += together) {
        const some = steps.slice(first, first + together);
        const { outputs, accepted } = await this.#run(some, accept);
        all.push(...outputs);
        if (accepted < some.length) break;
      }
      return all;
    });
  }

  dispose(): Promise<void> {
    return this.#parts.inTurn(async () => {
      if (this.#disposed) return;
      this.#disposed = true;
      this.#parts.onDispose();
      await this.#parts.state.keep();
      await this.#parts.session.release();
    });
  }

  /** One run of the session, and a second one of the steps before a refused one. The outputs end with the refused step's. */
  async #run(steps: readonly Step[], accept: Accept): Promise<{ outputs: Outputs[]; accepted: number }> {
    const { state } = this.#parts;
    const { outputs, next } = await this.#compute(steps);
    let accepted = 0;
    try {
      while (accepted < steps.length && accept(outputs[accepted]!)) accepted += 1;
    } finally {
      if (accepted === steps.length) state.advance(next);
      else state.discard(next);
      if (accepted > 0 && accepted < steps.length) state.advance((await this.#compute(steps.slice(0, accepted))).next);
    }
    return { outputs: outputs.slice(0, accepted + 1), accepted };
  }

  /** The outputs of each step, and what is stored after the last. */
  async #compute(steps: readonly Step[]): Promise<{ outputs: Outputs[]; next: Map<string, Tensor> }> {
    if (this.#disposed) throw afterDisposal(this.name);
    const { model, session, state } = this.#parts;
    const feeds = this.#feeds(steps);
    for (const [stored, given] of model.stateInputs) feeds[given] = state.current(stored);
    const fetches: Record<string, Tensor | null> = {};
    for (const given of model.outputs.values()) fetches[given] = null;
    for (const [stored, given] of model.stateOutputs) fetches[given] = state.spare(stored);

    const results = await session.run(feeds, fetches);
    const outputs = steps.map((): Outputs => ({}));
    for (const [output, given] of model.outputs) {
      const tensor = results[given] as Tensor | undefined;
      if (!tensor) throw new Error(`Function "${this.name}" gave no output "${output}".`);
      const size = sizeOf(this.outputs[output]!.shape);
      outputs.forEach((each, index) => (each[output] = valuesOf(tensor).subarray(index * size, (index + 1) * size)));
    }
    return {
      outputs,
      next: new Map([...model.stateOutputs].map(([stored, given]) => [stored, results[given] as Tensor])),
    };
  }

  #feeds(steps: readonly Step[]): Record<string, Tensor> {
    const { model, library } = this.#parts;
    const feeds: Record<string, Tensor> = {};
    const feed = (given: string, type: Tensor.Type, shape: readonly number[], arrays: readonly Fed[]): void => {
      const dims = model.countInput === null ? shape : [steps.length, ...shape];
      feeds[given] = new library.Tensor(type, joined(arrays), dims);
    };
    for (const [input, given] of model.inputs) {
      const arrays = steps.map(({ inputs }) => givenInput(this, input, inputs));
      feed(
        given,
        arrays[0]!.spec.dtype,
        arrays[0]!.spec.shape,
        arrays.map(({ values }) => values),
      );
    }
    const { draws } = model;
    if (draws.length > 0) {
      const keys = steps.map(({ seed }) => keysOfRun(this.name, draws, seed));
      feed(model.keysInput, 'uint32', [draws.length, keyWords], keys);
    }
    if (model.countInput !== null)
      feeds[model.countInput] = new library.Tensor('int64', BigInt64Array.of(BigInt(steps.length)), []);
    return feeds;
  }
}
