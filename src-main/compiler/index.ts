/**
 * The compiler's public face: `tf.function` for TensorFlow.js.
 *
 * `useTraceBackend()`, build the model and every variable, `device.open(variables)` for a Runtime, `runtime.compile(name, fn,
 * inputs)` for Programs that share those variables, `program.run(inputs)`. The variables' own values stay what they were when
 * opened; `runtime.read()` has the trained ones.
 *
 * TensorFlow.js keeps every variable registered by name for the whole process, and refuses a name twice. Who makes variables
 * releases them, after the runtime is disposed: `variable.dispose()`, `model.dispose()` or `tf.disposeVariables()`.
 */
export type {
  DType,
  InputSpec,
  PortableWeight,
  Program,
  RunOptions,
  Runtime,
  Step,
  TensorFunction,
  TensorSpec,
  Values,
} from './types.ts';
export type { Storage } from './packs.ts';
export { useTraceBackend } from './trace/backend.ts';
export { outputSpecs } from './trace/output-specs.ts';
export { randomNormal, randomUniform, setEagerSeed } from './random.ts';
