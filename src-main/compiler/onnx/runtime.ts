/** A runtime on ONNX Runtime: compiles functions to sessions and moves the variables' values through their runs. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { VariableLayout, type Storage } from '../packs.ts';
import { simplify } from '../passes/index.ts';
import { traceFunction } from '../trace/trace.ts';
import type { InputSpec, Program, Runtime, TensorFunction } from '../types.ts';
import { lowerToOnnx } from './lower.ts';
import { OnnxProgram } from './program.ts';
import { VariableState, type MakeTensor } from './state.ts';

/** The parts of onnxruntime-node that are used, passed in so that a device decides when its library is loaded. */
export interface OnnxLibrary {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: Tensor.Type, data: Tensor.DataType, dims: readonly number[]) => Tensor;
}

export class OnnxRuntime implements Runtime {
  readonly #library: OnnxLibrary;
  readonly #options: InferenceSession.SessionOptions;
  readonly #layout: VariableLayout;
  readonly #state: VariableState;
  readonly #programs = new Set<OnnxProgram>();
  readonly #makeTensor: MakeTensor;
  /** Ends when the last run, read or write that was asked for has ended. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(library: OnnxLibrary, variables: Storage, options: InferenceSession.SessionOptions) {
    this.#library = library;
    this.#options = options;
    this.#layout = new VariableLayout(variables);
    this.#makeTensor = (spec, values) => new library.Tensor(spec.dtype, values, spec.shape);
    this.#state = new VariableState(this.#layout, this.#makeTensor);
  }

  async compile(name: string, fn: TensorFunction, inputs: Record<string, InputSpec>): Promise<Program> {
    const start = performance.now();
    const traced = await traceFunction(name, fn, inputs, this.#layout.variables);
    const graph = simplify(this.#layout.apply(traced));
    const model = lowerToOnnx(name, graph);
    const session = await this.#library.InferenceSession.create(model.bytes, this.#options);
    const program: OnnxProgram = new OnnxProgram({
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
      state: this.#state,
      makeTensor: this.#makeTensor,
      makeKeys: (keys, rows) => new this.#library.Tensor('uint32', keys, [rows, 4]),
      inTurn: (task) => this.#inTurn(task),
      onDispose: () => this.#programs.delete(program),
    });
    this.#programs.add(program);
    return program;
  }

  read(): ReturnType<Runtime['read']> {
    return this.#inTurn(() => Promise.resolve(this.#state.read()));
  }

  write(values: Parameters<Runtime['write']>[0]): Promise<void> {
    return this.#inTurn(() => Promise.resolve(this.#state.write(values)));
  }

  async dispose(): Promise<void> {
    for (const program of [...this.#programs]) await program.dispose();
  }

  /** One at a time, in the order of asking: runs of all programs share the variables. */
  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
