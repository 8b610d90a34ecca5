/** The compiler's public face: `tf.function` for TensorFlow.js. */
export type { DType, Program, RunOptions, Runtime, TensorFunction, TensorSpec, Values } from './types.ts';
export { useTraceBackend } from './trace/backend.ts';
export { randomNormal, randomUniform, setEagerSeed } from './random.ts';
