/** Values as 32-bit words, in which they are fed (builder.ts says why). */
import type { Values } from '../types.ts';

/** The same memory where it can be, else a copy filled up to whole words. */
export function asWords(values: Values | Uint32Array): Int32Array {
  const { buffer, byteOffset, byteLength } = values;
  if (byteOffset % 4 === 0 && byteLength % 4 === 0) return new Int32Array(buffer, byteOffset, byteLength / 4);
  const words = new Int32Array(Math.ceil(byteLength / 4));
  new Uint8Array(words.buffer).set(new Uint8Array(buffer, byteOffset, byteLength));
  return words;
}
