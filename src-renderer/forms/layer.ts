/** What is shown of one sample whose numbers are no pixels: itself, and what a network was given and made of it. Owns types and slices. */

export interface FormLayer {
  /** "original", "reconstruction". */
  readonly title: string;
  /** Of one sample, as stored or as a network gives it out. */
  readonly values: ArrayLike<number>;
  /** Given out by a network: words then come with a probability for each behind all of them. */
  readonly made?: boolean;
}

/** Sample number `at` of values [count, …]. */
export const sampleAt = (values: Float32Array, count: number, at: number): Float32Array => {
  const size = values.length / Math.max(1, count);
  return values.subarray(at * size, (at + 1) * size);
};
