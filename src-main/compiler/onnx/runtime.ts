/** A runtime on ONNX Runtime: compiles functions to sessions and moves the variables' values through their runs. */
import { VariableLayout, type Storage } from '../packs.ts';
import { prepare } from '../prepare.ts';
import { takeTurns } from '../turns.ts';
import type { InputSpec, Program, Runtime, TensorFunction } from '../types.ts';
import { DeviceState } from './device-state.ts';
import { lowerToOnnx } from './lower.ts';
import { OnnxProgram } from './program.ts';
import { repeated } from './repeat.ts';
import { encodeModel } from './schema.ts';
import { ProcessState, type State } from './state.ts';
import type { OnnxLibrary, OnnxTarget } from './target.ts';

export class OnnxRuntime implements Runtime {
  readonly #library: OnnxLibrary;
  readonly #target: OnnxTarget;
  readonly #layout: VariableLayout;
  readonly #state: State;
  readonly #programs = new Set<OnnxProgram>();
  readonly #inTurn = takeTurns();

  private constructor(library: OnnxLibrary, target: OnnxTarget, layout: VariableLayout) {
    this.#library = library;
    this.#target = target;
    this.#layout = layout;
    this.#state =
      target.variables === 'device'
        ? new DeviceState(library, target, layout.stored)
        : new ProcessState(library, layout.stored);
  }

  /** Takes the variables' present values. */
  static async open(library: OnnxLibrary, variables: Storage, target: OnnxTarget): Promise<OnnxRuntime> {
    const layout = new VariableLayout(variables);
    const runtime = new OnnxRuntime(library, target, layout);
    await runtime.#state.write(layout.initialValues());
    return runtime;
  }

  async compile(name: string, fn: TensorFunction, inputs: Record<string, InputSpec>): Promise<Program> {
    const { graph, describe } = await prepare(name, fn, inputs, this.#layout);
    const step = lowerToOnnx(name, graph, this.#target.rules);
    const model = this.#target.repeats && graph.nextState.size > 0 ? repeated(step) : step;
    const onDevice = [...model.stateOutputs.values()].map((output) => [output, 'gpu-buffer'] as const);
    const session = await this.#library.InferenceSession.create(encodeModel(model.graph), {
      ...this.#target.sessionOptions(model.processorNodes, model.nodeCount),
      ...(this.#target.variables === 'device' ? { preferredOutputLocation: Object.fromEntries(onDevice) } : {}),
    });
    const program: OnnxProgram = new OnnxProgram({
      ...describe(model.nodeCount),
      model,
      session,
      state: this.#state,
      library: this.#library,
      inTurn: this.#inTurn,
      onDispose: () => this.#programs.delete(program),
    });
    this.#programs.add(program);
    return program;
  }

  read(): ReturnType<Runtime['read']> {
    return this.#inTurn(async () => this.#layout.unpack(await this.#state.read()));
  }

  write(values: Parameters<Runtime['write']>[0]): Promise<void> {
    return this.#inTurn(async () => {
      this.#layout.check(values);
      const stored = await this.#state.read();
      this.#layout.pack(values, stored);
      await this.#state.write(stored);
    });
  }

  async dispose(): Promise<void> {
    // First what was stored, which the programs' sessions made.
    await this.#inTurn(() => this.#state.dispose());
    for (const program of [...this.#programs]) await program.dispose();
  }
}
