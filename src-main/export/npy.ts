/** NumPy's array files (numpy.lib.format, version 1.0): for test vectors that any Python reads. */
import type { Shape } from '#shared/layers/layer.ts';

/** What stands before the values, row by row, of this type ("<f4", "|u1"). */
export function npyHeader(type: string, shape: Shape): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // Magic, version, length and header are a multiple of 64 bytes, with a line break at the end.
  const padded = `${header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11)}\n`;
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  return Uint8Array.of(0x93, ...encode('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8, ...encode(padded));
}

/** 32-bit floating point, 32-bit whole numbers or bytes, row-major. */
export const npyFile = (values: Float32Array | Int32Array | Uint8Array, shape: Shape): Uint8Array =>
  Buffer.concat([
    npyHeader(values instanceof Uint8Array ? '|u1' : values instanceof Int32Array ? '<i4' : '<f4', shape),
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  ]);
