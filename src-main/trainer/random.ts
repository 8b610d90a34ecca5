/**
 * The trainer's own random orders: counter-based, so that each is known from (seed, purpose, counter) alone and a resumed
 * run needs no saved generator. Owns order only; noise inside a step is the compiler's (seeded by `stepSeed`).
 */
import { mix } from '../compiler/random-numbers.ts';

/** What an order is for; each purpose has a stream of its own. */
const streams = { split: 1, shuffle: 2, steps: 3, evaluation: 4 } as const;

/** A shuffled 0..size − 1 (Fisher–Yates), the same for the same seed, purpose and counter. */
export function permutation(size: number, seed: number, purpose: keyof typeof streams, counter = 0): Uint32Array {
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

/** Seed of the random operations (dropout, noise) of one step: the run's own, and the step's number. */
export const stepSeed = (seed: number, step: number): readonly [number, number] => [mix(seed + streams.steps), step];

/** Seed of the random operations where a trained network is judged: the same for the same batch in every epoch. */
export const evaluationSeed = (seed: number, batch: number): readonly [number, number] => [
  mix(seed + streams.evaluation),
  batch,
];

export interface Split {
  /** Ascending sample numbers. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Sets samples aside to validate on. As many as Keras sets aside (train = ⌊samples × (1 − fraction)⌋), but drawn by a
 * seeded shuffle of all samples: Keras takes the last ones, which is a bad sample of data sorted by label.
 */
export function splitSamples(samples: number, validationFraction: number, seed: number): Split {
  // The tiny addition undoes rounding: 10 × (1 − 0.9) is 0.9999999999999998.
  const trainCount = Math.floor(samples * (1 - validationFraction) + 1e-9);
  const order = permutation(samples, seed, 'split');
  return { train: order.slice(0, trainCount).sort(), validation: order.slice(trainCount).sort() };
}
