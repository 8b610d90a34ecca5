/** A runtime on TensorFlow: compiles functions to sessions, and keeps the variables of all of them the same. */
import { VariableLayout, type Storage } from '../packs.ts';
import { simplify } from '../passes/index.ts';
import { traceFunction } from '../trace/trace.ts';
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
  /** Ends when the last run, read or write that was asked for has ended. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(addon: TensorFlowAddon, variables: Storage) {
    this.#addon = addon;
    this.#layout = new VariableLayout(variables);
    this.#places = new VariablePlaces(this.#layout.initialValues());
  }

  async compile(name: string, fn: TensorFunction, inputs: Record<string, InputSpec>): Promise<Program> {
    const start = performance.now();
    const traced = await traceFunction(name, fn, inputs, this.#layout.variables);
    const graph = simplify(this.#layout.apply(traced));
    const model = lowerToTensorFlow(name, graph);
    const session = new TensorFlowSession(this.#addon, model.bytes);
    const program: TensorFlowProgram = new TensorFlowProgram({
      name,
      inputs: { ...inputs },
      outputs: Object.fromEntries([...graph.outputs].map(([output, { shape, dtype }]) => [output, { shape, dtype }])),
      statistics: {
        kernels: traced.nodes.length,
        nodes: model.nodeCount,
        compileMilliseconds: performance.now() - start,
      },
      model,
      session,
      places: this.#places,
      inTurn: (task) => this.#inTurn(task),
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

  /** One at a time, in the order of asking: runs of all programs share the variables. */
  #inTurn<T>(task: () => T): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
