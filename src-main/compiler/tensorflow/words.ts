/**
 * Values as 32-bit words, in which they are fed (builder.ts says why), at a place in memory from which TensorFlow copies
 * them at once. What it takes over without copying (TF_NewTensor, tf_tensor.cc: memory on a multiple of its alignment)
 * would change with the caller's array, and a variable that became it would free it on a thread that is not JavaScript's.
 */
import type { Values } from '../types.ts';

/** Room for so many bytes: four bytes after the beginning of a buffer, which no alignment is. */
export function makeWords(bytes: number): Int32Array {
  const count = Math.ceil(bytes / 4);
  return new Int32Array(new ArrayBuffer(4 * count + 4), 4, count);
}

/** Copies the values there. */
export function asWords(values: Values | Uint32Array, room = makeWords(values.byteLength)): Int32Array {
  const bytes = new Uint8Array(room.buffer, room.byteOffset, room.byteLength);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return room;
}
