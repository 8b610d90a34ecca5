/** One compiled function as an ONNX Runtime session. */
import type { Tensor } from 'onnxruntime-node';
import { keyWords } from '../random-numbers.ts';
import { afterDisposal, givenInput, keysOfRun } from '../run-values.ts';
import type { InTurn } from '../turns.ts';
import type { Program, RunOptions, Values } from '../types.ts';
import { keysInput, type OnnxModel } from './lower.ts';
import type { State } from './state.ts';
import { makeTensor, valuesOf, type OnnxLibrary, type OnnxSession } from './target.ts';

interface Parts extends Pick<Program, 'name' | 'inputs' | 'outputs' | 'statistics'> {
  readonly model: Omit<OnnxModel, 'bytes'>;
  readonly session: OnnxSession;
  readonly state: State;
  readonly library: OnnxLibrary;
  readonly inTurn: InTurn;
  readonly onDispose: () => void;
}

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

  run(inputs: Record<string, Values>, options: RunOptions = {}): Promise<Record<string, Values>> {
    return this.#parts.inTurn(() => this.#run(inputs, options));
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

  async #run(inputs: Record<string, Values>, { seed, accept }: RunOptions): Promise<Record<string, Values>> {
    if (this.#disposed) throw afterDisposal(this.name);
    const { model, session, state } = this.#parts;
    const feeds: Record<string, Tensor> = { ...this.#inputFeeds(inputs), ...this.#keyFeed(seed) };
    for (const [stored, given] of model.stateInputs) feeds[given] = state.current(stored);
    const fetches: Record<string, Tensor | null> = {};
    for (const given of model.outputs.values()) fetches[given] = null;
    for (const [stored, given] of model.stateOutputs) fetches[given] = state.spare(stored);

    const results = await session.run(feeds, fetches);
    const outputs: Record<string, Values> = {};
    for (const [output, given] of model.outputs) {
      const tensor = results[given] as Tensor | undefined;
      if (!tensor) throw new Error(`Function "${this.name}" gave no output "${output}".`);
      outputs[output] = valuesOf(tensor);
    }
    const next = new Map([...model.stateOutputs].map(([stored, given]) => [stored, results[given] as Tensor]));
    let accepted = false;
    try {
      accepted = !accept || accept(outputs);
    } finally {
      if (accepted) state.advance(next);
      else state.discard(next);
    }
    return outputs;
  }

  #inputFeeds(inputs: Record<string, Values>): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    for (const [input, given] of this.#parts.model.inputs) {
      const { spec, values } = givenInput(this, input, inputs);
      feeds[given] = makeTensor(this.#parts.library, spec, values);
    }
    return feeds;
  }

  #keyFeed(seed: RunOptions['seed']): Record<string, Tensor> {
    const { draws } = this.#parts.model;
    if (draws.length === 0) return {};
    const keys = keysOfRun(this.name, draws, seed);
    return { [keysInput]: new this.#parts.library.Tensor('uint32', keys, [draws.length, keyWords]) };
  }
}
