/** A runtime on TensorFlow: compiles functions to sessions, and keeps the variables of all of them the same. */
import { VariableLayout, type Storage } from '../packs.ts';
import { prepare } from '../prepare.ts';
import { takeTurns } from '../turns.ts';
import type { InputSpec, Program, Runtime, TensorFunction } from '../types.ts';
import { lowerToTensorFlow } from './lower.ts';
import { TensorFlowProgram } from './program.ts';
import { TensorFlowSession, type TensorFlowAddon } from './session.ts';
import { VariablePlaces } from './state.ts';

export class TensorFlowRuntime implements Runtime {
  readonly #addon: TensorFlowAddon;
  readonly #layout: VariableLayout;
  readonly #places: VariablePlaces;
  readonly #programs = new Set<TensorFlowProgram>();
  readonly #inTurn = takeTurns();

  constructor(addon: TensorFlowAddon, variables: Storage) {
    this.#addon = addon;
    this.#layout = new VariableLayout(variables);
    this.#places = new VariablePlaces(this.#layout.initialValues());
  }

  async compile(name: string, fn: TensorFunction, inputs: Record<string, InputSpec>): Promise<Program> {
    const { graph, describe } = await prepare(name, fn, inputs, this.#layout);
    const model = lowerToTensorFlow(name, graph);
    const session = new TensorFlowSession(this.#addon, model.bytes);
    const program: TensorFlowProgram = new TensorFlowProgram({
      ...describe(model.nodeCount),
      model,
      session,
      places: this.#places,
      inTurn: this.#inTurn,
      onDispose: () => this.#programs.delete(program),
    });
    this.#programs.add(program);
    return program;
  }

  read(): ReturnType<Runtime['read']> {
    return this.#inTurn(() => this.#layout.unpack(this.#places.values()));
  }

  write(values: Parameters<Runtime['write']>[0]): Promise<void> {
    return this.#inTurn(() => {
      this.#layout.check(values);
      const stored = new Map([...this.#places.values()].map(([name, each]) => [name, each.slice()]));
      const changed = this.#layout.pack(values, stored);
      this.#places.replace(new Map([...stored].filter(([name]) => changed.has(name))));
    });
  }

  async dispose(): Promise<void> {
    for (const program of [...this.#programs]) await program.dispose();
  }
}
