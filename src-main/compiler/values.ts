/** Arrays of elements against the specs they are for. */
import { makeValues, sizeOf } from './graph.ts';
import type { InputSpec, Values } from './types.ts';

/** Whether the array has the spec's type and number of elements. */
export function fits(values: Values, { shape, dtype }: InputSpec): boolean {
  return values.length === sizeOf(shape) && values.constructor === makeValues(dtype, 0).constructor;
}

export function describeValues(values: Values): string {
  return `${values.constructor.name} of ${values.length}`;
}

export function describeSpec({ shape, dtype }: InputSpec): string {
  return `${makeValues(dtype, 0).constructor.name} of ${sizeOf(shape)} for ${dtype}[${shape.join(', ')}]`;
}
