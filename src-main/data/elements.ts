/** How numbers of samples are stored: bytes of pictures, floats of measurements, whole numbers of words. Owns sizes and views. */

export type ElementType = 'uint8' | 'float32' | 'int32';
export type Elements = Uint8Array | Float32Array | Int32Array;

export const elementBytes: Readonly<Record<ElementType, number>> = { uint8: 1, float32: 4, int32: 4 };

/** The numbers that these bytes are; shares their memory where that can be. */
export function elementsOf(dtype: ElementType, bytes: Uint8Array): Elements {
  if (dtype === 'uint8') return bytes;
  const size = elementBytes[dtype];
  // A view must begin at a multiple of its elements' size; bytes from the wire may not.
  const own = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const length = own.byteLength / size;
  return dtype === 'float32'
    ? new Float32Array(own.buffer, own.byteOffset, length)
    : new Int32Array(own.buffer, own.byteOffset, length);
}

/** The bytes of these numbers, in the same memory. */
export const bytesOf = (elements: Elements): Uint8Array =>
  elements instanceof Uint8Array ? elements : new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
