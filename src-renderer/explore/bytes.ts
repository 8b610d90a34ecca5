/** Base64 of the wire (src-shared/wire/explore/values.ts) to and from what the window computes with. Owns the encoding alone. */
import type { Bytes, Floats } from '#shared/wire/explore/values.ts';

export function decodeBytes(text: Bytes): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

export function encodeBytes(bytes: Uint8Array): Bytes {
  let binary = '';
  // Function arguments are limited in number.
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

export const decodeFloats = (text: Floats): Float32Array<ArrayBuffer> => new Float32Array(decodeBytes(text).buffer);

export const encodeFloats = (values: Float32Array): Floats =>
  encodeBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
