/** One compiled function as a TensorFlow session of its own, with its own copies of the variables that it needs. */
import { afterDisposal, givenInput, keysOfRun } from '../run-values.ts';
import type { InTurn } from '../turns.ts';
import type { Program, RunOptions, Step, Values } from '../types.ts';
import type { TensorFlowModel, VariableNames } from './lower.ts';
import type { TensorFlowSession } from './session.ts';
import type { Holder, VariablePlaces } from './state.ts';
import { asWords, makeWords } from './words.ts';

interface Parts extends Pick<Program, 'name' | 'inputs' | 'outputs' | 'statistics'> {
  readonly model: Omit<TensorFlowModel, 'bytes'>;
  readonly session: TensorFlowSession;
  readonly places: VariablePlaces;
  readonly inTurn: InTurn;
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

  runSteps(steps: readonly Step[], accept?: RunOptions['accept']): Promise<Record<string, Values>[]> {
    return this.#parts.inTurn(() => {
      const all: Record<string, Values>[] = [];
      let accepted = true;
      const judge = (outputs: Record<string, Values>): boolean => (accepted = !accept || accept(outputs));
      for (const { inputs, seed } of steps) {
        all.push(this.#run(inputs, { seed, accept: judge }));
        if (!accepted) break;
      }
      return all;
    });
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
    if (this.#disposed) throw afterDisposal(this.name);
    const { model, session, places } = this.#parts;
    const feeds = new Map([...this.#inputFeeds(inputs), ...this.#keyFeed(seed)]);
    places.bringTo(this, model.variables.keys());
    const fetches = model.outputs.size > 0 ? [...model.outputs.values()] : [model.run];
    const results = session.run(feeds, fetches);
    const outputs: Record<string, Values> = {};
    [...model.outputs.keys()].forEach((output, index) => (outputs[output] = results[index]!));
    let accepted = false;
    try {
      accepted = !accept || accept(outputs);
    } finally {
      if (accepted) places.assigned(this, model.assigned);
      else session.run(new Map(), [model.restore]);
    }
    return outputs;
  }

  #inputFeeds(inputs: Record<string, Values>): [string, Int32Array][] {
    return [...this.#parts.model.inputs].map(([input, feed]) => [
      feed,
      this.#wordsOf(feed, givenInput(this, input, inputs).values),
    ]);
  }

  #keyFeed(seed: RunOptions['seed']): [string, Int32Array][] {
    const { draws, keys } = this.#parts.model;
    return keys === null ? [] : [[keys, this.#wordsOf(keys, keysOfRun(this.name, draws, seed))]];
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
