/**
 * Random numbers without a state: each follows from (seed, purpose, counter) alone, so that what is interrupted goes on with the very
 * same numbers. Owns the purposes and the numbers; what the compiler draws inside a step is its own (it knows nothing of this studio),
 * by the same finaliser.
 */

/** What numbers are for; each purpose has a stream of its own. */
const streams = {
  ...{ split: 1, shuffle: 2, steps: 3, evaluation: 4, test: 5, augmentation: 6, shapes: 7 },
  explore: 8,
  waves: 9,
} as const;

export type Purpose = keyof typeof streams;

/** A bijection of 32-bit words: "lowbias32" (Chris Wellons, Prospecting for Hash Functions, 2018). Unsigned. */
export function mix(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A shuffled 0..size − 1 (Fisher–Yates), the same for the same seed, purpose and counter. */
export function permutation(size: number, seed: number, purpose: Purpose, counter = 0): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, index) => index);
  const first = mix(mix(seed + 0x9e3779b9) + streams[purpose]);
  const second = mix(first ^ mix(counter + 0x85ebca6b));
  for (let last = size - 1; last > 0; last--) {
    const word = mix(mix(last + first) ^ second);
    const chosen = Math.floor((word / 2 ** 32) * (last + 1));
    const kept = order[last]!;
    order[last] = order[chosen]!;
    order[chosen] = kept;
  }
  return order;
}

/** A seed of 32 bits for one purpose. */
export const seedFor = (seed: number, purpose: Purpose): number => mix(seed + streams[purpose]);

/** Numbers one after the other, uniform in [0, 1) with 32 bits, the same for the same seed, purpose and two counters. */
export function uniformNumbers(seed: number, purpose: Purpose, first: number, second: number): () => number {
  const key = mix(mix(mix(seed + 0x9e3779b9) + streams[purpose]) ^ mix(first + 0x85ebca6b));
  const start = mix(key ^ mix(second + 0xc2b2ae35));
  let drawn = 0;
  return () => mix(mix(start + drawn++) ^ key) / 2 ** 32;
}
