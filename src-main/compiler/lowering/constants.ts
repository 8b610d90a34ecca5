/** The elements of constants as they lie in files: little endian, as on every platform that Node.js with either runtime has. */

/** Element types of constants, by the names that both lowerings give them. */
export type ConstantType = 'float32' | 'double' | 'int32' | 'uint32' | 'int64' | 'uint8' | 'bool';

export function rawBytes(values: ArrayLike<number>, type: ConstantType): Uint8Array {
  const typed = toTyped(values, type);
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

function toTyped(values: ArrayLike<number>, type: ConstantType) {
  switch (type) {
    case 'float32':
      return Float32Array.from(values);
    case 'double':
      return Float64Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'uint32':
      return Uint32Array.from(values);
    case 'uint8':
      return Uint8Array.from(values);
    case 'bool':
      return Uint8Array.from(values, (value) => (value ? 1 : 0));
    case 'int64':
      return BigInt64Array.from(values as ArrayLike<never>, (value) => BigInt(value));
  }
}

/** Whether all elements are the same number; -0 is not 0. */
export function isUniform(values: ArrayLike<number>): boolean {
  for (let index = 1; index < values.length; index++) if (!Object.is(values[index], values[0])) return false;
  return true;
}
