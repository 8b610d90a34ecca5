/** One compiled function as a TensorFlow session of its own, with its own copies of the variables that it needs. */
import { drawKeys, keyWords } from '../random-numbers.ts';
import type { InputSpec, Program, RunOptions, Values } from '../types.ts';
import { describeSpec, describeValues, fits } from '../values.ts';
import type { TensorFlowModel, VariableNames } from './lower.ts';
import type { TensorFlowSession } from './session.ts';
import type { Holder, VariablePlaces } from './state.ts';
import { asWords, makeWords } from './words.ts';

interface Parts extends Pick<Program, 'name' | 'inputs' | 'outputs' | 'statistics'> {
  readonly model: Omit<TensorFlowModel, 'bytes'>;
  readonly session: TensorFlowSession;
  readonly places: VariablePlaces;
  readonly inTurn: <T>(task: () => T) => Promise<T>;
  readonly onDispose: () => void;
}

export class TensorFlowProgram implements Program, Holder {
  readonly name: string;
  readonly inputs: Program['inputs'];
  readonly outputs: Program['outputs'];
  readonly statistics: Program['statistics'];
  readonly #parts: Parts;
  /** By feed, used again by every run. */
  readonly #words = new Map<string, Int32Array>();
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
    return this.#parts.inTurn(() => {
      if (this.#disposed) return;
      this.#disposed = true;
      this.#parts.onDispose();
      this.#parts.places.release(this);
      this.#parts.session.dispose();
    });
  }

  readVariable(name: string): Values {
    return this.#parts.session.run(new Map(), [this.#names(name).value])[0]!;
  }

  writeVariable(name: string, values: Values): void {
    const { given, written } = this.#names(name);
    this.#parts.session.run(new Map([[given, asWords(values)]]), [written]);
  }

  #run(inputs: Record<string, Values>, { seed, accept }: RunOptions): Record<string, Values> {
    if (this.#disposed)
      throw new Error(
        `Function "${this.name}" is run after it was disposed. Expected a live program. Compile it again.`,
      );
    const { model, session, places } = this.#parts;
    const feeds = new Map([...this.#inputFeeds(inputs), ...this.#keyFeed(seed)]);
    places.bringTo(this, model.variables.keys());
    const fetches = model.outputs.size > 0 ? [...model.outputs.values()] : [model.run];
    const results = session.run(feeds, fetches);
    const outputs: Record<string, Values> = {};
    [...model.outputs.keys()].forEach((output, index) => (outputs[output] = results[index]!));
    if (!accept || accept(outputs)) places.assigned(this, model.assigned);
    else session.run(new Map(), [model.restore]);
    return outputs;
  }

  #inputFeeds(inputs: Record<string, Values>): [string, Int32Array][] {
    return [...this.#parts.model.inputs].map(([input, feed]) => {
      const spec = this.inputs[input];
      const values = inputs[input];
      if (!spec || !values || !fits(values, spec)) throw wrongInput(this.name, input, spec, values);
      return [feed, this.#wordsOf(feed, values)];
    });
  }

  /** Keys of this run's random draws; the numbers themselves are drawn on the device. */
  #keyFeed(seed: RunOptions['seed']): [string, Int32Array][] {
    const { draws, keys } = this.#parts.model;
    if (keys === null) return [];
    if (!seed)
      throw new Error(
        `Function "${this.name}" draws random numbers, but was run without a seed. Expected two integers. Pass { seed: [run, step] }.`,
      );
    const words = new Uint32Array(draws.length * keyWords);
    draws.forEach((draw, row) => words.set(drawKeys(seed, draw), row * keyWords));
    return [[keys, this.#wordsOf(keys, words)]];
  }

  #wordsOf(feed: string, values: Values | Uint32Array): Int32Array {
    const room = this.#words.get(feed) ?? makeWords(values.byteLength);
    this.#words.set(feed, room);
    return asWords(values, room);
  }

  #names(variable: string): VariableNames {
    const names = this.#parts.model.variables.get(variable);
    if (!names) throw new Error(`Function "${this.name}" has no variable "${variable}".`);
    return names;
  }
}

function wrongInput(program: string, input: string, spec: InputSpec | undefined, values: Values | undefined): Error {
  return new Error(
    `Input "${input}" of function "${program}" was given ${values ? describeValues(values) : 'nothing'}. ` +
      `Expected ${spec ? describeSpec(spec) : 'a declared input'}. Pass a whole batch, or compile for this size.`,
  );
}
