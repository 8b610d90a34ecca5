/** What the trace cannot do, said in three parts: received, expected, what to do. */
import { engine } from '@tensorflow/tfjs-core';
import type { GraphValue } from '../graph.ts';

export function missingKernel(kernel: string, inputs: readonly GraphValue[]): Error {
  const variable = nearestVariable(inputs);
  const near = [currentOperation(), variable && `near variable "${variable}"`].filter(Boolean).join(', ');
  return new Error(
    `TensorFlow.js kernel ${kernel}, needed by ${near || 'the traced function'}, has no lowering. ` +
      `Expected one of the kernels in compiler/kernels/index.ts. Use another operation, or add the kernel there and to every lowering.`,
  );
}

export function unreadable(kernel: string | undefined): Error {
  return new Error(
    `The values of a tensor${kernel ? ` computed by ${kernel}` : ''} are read while a function is traced. ` +
      'Nothing in a traced function may read values. Compute with tensor operations (tf.where instead of if), ' +
      'or return the tensor and read it after the run.',
  );
}

export function unsupportedType(dtype: string): Error {
  return new Error(
    `A tensor of type ${dtype} is used in a traced function. Expected float32, int32 or bool. Cast it first.`,
  );
}

/** The TensorFlow.js operation being run, by the engine's scopes. */
function currentOperation(): string | undefined {
  return (engine().state as { activeScope?: { name?: string } }).activeScope?.name;
}

/** Name of the closest variable upstream: tells which layer it was, without the compiler knowing layers. */
function nearestVariable(inputs: readonly GraphValue[]): string | undefined {
  const seen = new Set<GraphValue>(inputs);
  // A Set's iteration includes what is added on the way: breadth first.
  for (const value of seen) {
    if (value.source.kind === 'state') return value.source.name;
    if (value.source.kind === 'node') for (const each of Object.values(value.source.node.inputs)) seen.add(each);
  }
  return undefined;
}
