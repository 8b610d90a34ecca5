/**
 * The compiler's vocabulary: what is compiled, what a compiled function offers, and what holds its variables.
 * Nothing here knows a runtime (ONNX Runtime, TensorFlow) or a device.
 */
import type * as tf from '@tensorflow/tfjs-core';

/** Element types of traced tensors; TensorFlow.js's `string` and `complex64` are not compiled. */
export type DType = 'float32' | 'int32' | 'bool';

/** Static shape and element type of one tensor; every size is known, the batch size too. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** What a program is fed: a tensor, or bytes from 0 to 255 that the function sees as `float32`, at a quarter of the memory. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype: DType | 'uint8';
}

/** Elements in row-major order; `float32` as Float32Array, `int32` as Int32Array, `bool` as Uint8Array of 0 and 1, `uint8` as Uint8Array. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** An ordinary TensorFlow.js function of named tensors; it may assign variables, but may not read any tensor's values. */
export type TensorFunction = (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>;

export interface RunOptions {
  /** Two 32-bit integers that seed every random op of this run: same pair, same numbers. Needed when the program draws random numbers. */
  readonly seed?: readonly [number, number] | undefined;
  /** Called with the outputs before variables take their new values; `false` leaves all variables as they were (a NaN loss, say). */
  readonly accept?: (outputs: Record<string, Values>) => boolean;
}

/** What one run is given, where there are several. */
export interface Step {
  readonly inputs: Record<string, Values>;
  readonly seed?: RunOptions['seed'];
}

/** One compiled function, bound to the runtime that compiled it. */
export interface Program {
  readonly name: string;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  readonly outputs: Readonly<Record<string, TensorSpec>>;
  /** `kernels` traced, `nodes` they were lowered to, and how long tracing, simplifying, lowering and loading took. */
  readonly statistics: {
    readonly kernels: number;
    readonly nodes: number;
    readonly compileMilliseconds: number;
  };
  /** Runs once. The outputs are the caller's; inputs are only read. Runs of one runtime never overlap: they wait for each other. */
  run(inputs: Record<string, Values>, options?: RunOptions): Promise<Record<string, Values>>;
  /**
   * Runs once for each step, each with the variables that the one before left: the same numbers as so many calls of `run`, in
   * less time where the device takes several steps at once. The first that `accept` refuses is the last, and its outputs are
   * returned too.
   */
  runSteps(steps: readonly Step[], accept?: RunOptions['accept']): Promise<Record<string, Values>[]>;
  dispose(): Promise<void>;
}

/** The values of some variables on one device, and the programs that read and change them. */
export interface Runtime {
  compile(name: string, fn: TensorFunction, inputs: Record<string, InputSpec>): Promise<Program>;
  /** Current values by variable name, as copies. */
  read(): Promise<Map<string, { spec: TensorSpec; values: Values }>>;
  /** Replaces values; unknown names or wrong sizes are errors that name the variable, and then nothing is replaced. */
  write(values: ReadonlyMap<string, Values>): Promise<void>;
  /** Disposes the programs too. The tf.Variables themselves stay: their maker disposes them. */
  dispose(): Promise<void>;
}

/** A variable as it is stored in what is made for others. */
export interface PortableWeight {
  readonly variable: tf.Variable;
  /** In the file. */
  readonly name: string;
  readonly spec: TensorSpec;
  readonly values: Values;
}
