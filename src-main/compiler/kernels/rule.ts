/** What a shape rule is: a kernel's output specs from its input specs and attributes, as TensorFlow.js computes them. */
import type { Attributes } from '../graph.ts';
import type { DType, TensorSpec } from '../types.ts';

export type Specs = Readonly<Record<string, TensorSpec>>;
export type ShapeRule = (inputs: Specs, attributes: Attributes) => readonly TensorSpec[];

/**
 * A rule with the attribute type that TensorFlow.js declares for the kernel. The engine passes attributes untyped, so
 * this one cast is where the declared type is trusted.
 */
export function rule<A extends object>(
  infer: (inputs: Specs, attributes: A) => TensorSpec | readonly TensorSpec[],
): ShapeRule {
  return (inputs, attributes) => {
    const result = infer(inputs, attributes as unknown as A);
    return isSpec(result) ? [result] : result;
  };
}

function isSpec(result: TensorSpec | readonly TensorSpec[]): result is TensorSpec {
  return !Array.isArray(result);
}

/** The named input, which TensorFlow.js always passes for this kernel. */
export function input(inputs: Specs, name: string): TensorSpec {
  const spec = inputs[name];
  if (!spec) throw new Error(`Kernel input "${name}" is missing. Expected TensorFlow.js 4.22's kernel signature.`);
  return spec;
}

export function spec(shape: readonly number[], dtype: DType): TensorSpec {
  return { shape, dtype };
}
