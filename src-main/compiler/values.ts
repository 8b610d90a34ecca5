/** Arrays of elements against the specs they are for. */
import { makeValues, sizeOf } from './graph.ts';
import type { TensorSpec, Values } from './types.ts';

/** Whether the array has the spec's type and number of elements. */
export function fits(values: Values, { shape, dtype }: TensorSpec): boolean {
  return values.length === sizeOf(shape) && values.constructor === makeValues(dtype, 0).constructor;
}

export function describeValues(values: Values): string {
  return `${values.constructor.name} of ${values.length}`;
}

export function describeSpec({ shape, dtype }: TensorSpec): string {
  return `${makeValues(dtype, 0).constructor.name} of ${sizeOf(shape)} for ${dtype}[${shape.join(', ')}]`;
}
