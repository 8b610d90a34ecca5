/** Numbers and pictures as they cross the wire (src-shared/wire/explore/values.ts). Owns the encoding alone. */
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import type { Floats, Pictures } from '#shared/wire/explore/values.ts';
import { toByte } from '../pixels.ts';
import type { Session } from '../session.ts';

type Range = Session['project']['data']['image']['range'];

export const encodeFloats = (values: Float32Array): Floats =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

/** Throws a UserError unless it is so many finite numbers. */
export function decodeFloats(text: Floats, count: number): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  const values = new Float32Array(Math.floor(bytes.length / 4));
  new Uint8Array(values.buffer).set(bytes.subarray(0, values.byteLength));
  if (values.length === count && bytes.length === count * 4 && values.every(Number.isFinite)) return values;
  throw new UserError({
    received: `${values.length.toLocaleString('en')} numbers were given${values.length === count ? ', some of them not finite' : ''}.`,
    expected: `${count.toLocaleString('en')} finite numbers were expected.`,
    action: 'Reload the panel: it may be of an older network.',
  });
}

/** Bytes [count, …shape] as pictures. */
export function picturesOfBytes(bytes: Uint8Array, shape: Shape): Pictures {
  const [height, width, channels] = shape as [number, number, 1 | 3];
  return { count: bytes.length / sizeOf(shape), height, width, channels, bytes: Buffer.from(bytes).toString('base64') };
}

/** Values of a network's range, [count, …shape], as pictures. */
export function picturesOfValues(values: ArrayLike<number>, shape: Shape, range: Range): Pictures {
  const bytes = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) bytes[at] = toByte(range, values[at]!);
  return picturesOfBytes(bytes, shape);
}
