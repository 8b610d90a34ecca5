/** One compiled function as an ONNX Runtime session. */
import type { Tensor } from 'onnxruntime-node';
import { drawKeys, keyWords } from '../random-numbers.ts';
import type { InputSpec, Program, RunOptions, Values } from '../types.ts';
import { describeSpec, describeValues, fits } from '../values.ts';
import { keysInput, type OnnxModel } from './lower.ts';
import type { State } from './state.ts';
import { makeTensor, valuesOf, type OnnxLibrary, type OnnxSession } from './target.ts';

interface Parts extends Pick<Program, 'name' | 'inputs' | 'outputs' | 'statistics'> {
  readonly model: Omit<OnnxModel, 'bytes'>;
  readonly session: OnnxSession;
  readonly state: State;
  readonly library: OnnxLibrary;
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
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
    if (this.#disposed)
      throw new Error(
        `Function "${this.name}" is run after it was disposed. Expected a live program. Compile it again.`,
      );
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
      const spec = this.inputs[input];
      const values = inputs[input];
      if (!spec || !values || !fits(values, spec)) throw wrongInput(this.name, input, spec, values);
      feeds[given] = makeTensor(this.#parts.library, spec, values);
    }
    return feeds;
  }

  /** Keys of this run's random draws; the numbers themselves are drawn on the device. */
  #keyFeed(seed: RunOptions['seed']): Record<string, Tensor> {
    const { draws } = this.#parts.model;
    if (draws.length === 0) return {};
    if (!seed)
      throw new Error(
        `Function "${this.name}" draws random numbers, but was run without a seed. Expected two integers. Pass { seed: [run, step] }.`,
      );
    const keys = new Uint32Array(draws.length * keyWords);
    draws.forEach((draw, row) => keys.set(drawKeys(seed, draw), row * keyWords));
    return { [keysInput]: new this.#parts.library.Tensor('uint32', keys, [draws.length, keyWords]) };
  }
}

function wrongInput(program: string, input: string, spec: InputSpec | undefined, values: Values | undefined): Error {
  return new Error(
    `Input "${input}" of function "${program}" was given ${values ? describeValues(values) : 'nothing'}. ` +
      `Expected ${spec ? describeSpec(spec) : 'a declared input'}. Pass a whole batch, or compile for this size.`,
  );
}
