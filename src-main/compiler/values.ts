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

/** What is fed to a run: values of tensors, or keys of random draws. */
export type Fed = Values | Uint32Array;

/** Arrays of one length and type as one: the memory itself where they lie in it one after the other, else a copy. */
export function joined(arrays: readonly Fed[]): Fed {
  const [first, ...others] = arrays;
  if (!first) throw new Error('There are no arrays to join.');
  const { buffer, byteOffset, byteLength, length } = first;
  const adjacent = others.every(
    (each, index) => each.buffer === buffer && each.byteOffset === byteOffset + (index + 1) * byteLength,
  );
  const make = first.constructor as new (...from: [ArrayBufferLike, number, number] | [number]) => Fed;
  if (adjacent) return new make(buffer, byteOffset, length * arrays.length);
  const all = new make(length * arrays.length);
  arrays.forEach((each, index) => all.set(each, index * length));
  return all;
}
