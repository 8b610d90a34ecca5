/** How numbers and pictures cross the wire, and how a sample is named. Owns no call. */
import * as v from 'valibot';

/** Little-endian 32-bit floating point numbers, in base64. */
export type Floats = string;
/** Bytes, in base64. */
export type Bytes = string;

const base64 = v.regex(/^[A-Za-z0-9+/]*={0,2}$/, 'base64');
/** At most so many bytes before encoding. */
export const bytesUpTo = (most: number) => v.pipe(v.string(), v.maxLength(Math.ceil(most / 3) * 4), base64);
export const floatsUpTo = (most: number) => bytesUpTo(most * 4);

/** Pictures of one size: uint8 [count, height, width, channels], row-major. */
export interface Pictures {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly bytes: Bytes;
}

/** A sample of the run's own data by its number, or the bytes of any other: uint8, as ExploreInfo.sample says. */
export const sample = v.variant('from', [
  v.strictObject({ from: v.literal('data'), index: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
  v.strictObject({ from: v.literal('given'), bytes: bytesUpTo(64_000_000) }),
]);
export type Sample = v.InferOutput<typeof sample>;

export const samples = v.pipe(v.array(sample), v.minLength(1), v.maxLength(1024));
