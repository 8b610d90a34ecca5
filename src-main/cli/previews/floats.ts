/** Numbers of the wire (src-shared/wire/explore/values.ts) as numbers again. */
import type { Floats } from '#shared/wire/explore/values.ts';

export function floatsOf(text: Floats): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  const values = new Float32Array(bytes.length / 4);
  new Uint8Array(values.buffer).set(bytes);
  return values;
}

export const textOf = (values: Float32Array): Floats =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

/** [count, size] as rows. */
export const rowsOf = (values: Float32Array, size: number): readonly (readonly number[])[] =>
  Array.from({ length: values.length / size }, (_, row) => Array.from(values.subarray(row * size, (row + 1) * size)));
