/** NumPy's array files (numpy.lib.format, version 1.0): for test vectors that any Python reads. */
import type { Shape } from '#shared/layers/layer.ts';

/** 32-bit floating point or bytes, row-major. */
export function npyFile(values: Float32Array | Uint8Array, shape: Shape): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const header = `{'descr': '${values instanceof Uint8Array ? '|u1' : '<f4'}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // Magic, version, length and header are a multiple of 64 bytes, with a line break at the end.
  const padded = `${header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11)}\n`;
  const file = new Uint8Array(10 + padded.length + values.byteLength);
  file.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8]);
  file.set(new TextEncoder().encode(padded), 10);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + padded.length);
  return file;
}
