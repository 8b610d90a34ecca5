/** Numbers of the wire (src-shared/wire/explore/values.ts) as numbers again. */
import type { Floats } from '#shared/wire/explore/values.ts';

export function floatsOf(text: Floats): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  const values = new Float32Array(bytes.length / 4);
  new Uint8Array(values.buffer).set(bytes);
  return values;
}
