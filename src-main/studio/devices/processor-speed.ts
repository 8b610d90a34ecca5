/** How fast this processor multiplies, by a short trial in this process. Owns the trial; what it means for training is estimate.ts's. */
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';

const length = 4096;
const rounds = 400;
const trials = 8;

/** Multiply-adds a second of JavaScript on all threads together. Takes some tens of milliseconds, with pauses for whoever waits. */
export async function measureProcessor(): Promise<number> {
  const [a, b] = [Float32Array.from({ length }, (_, at) => at / length), new Float32Array(length).fill(0.5)];
  let best = 0;
  for (let trial = 0; trial < trials; trial++) {
    await setImmediate();
    const begun = performance.now();
    const sum = multiply(a, b);
    const seconds = (performance.now() - begun) / 1000;
    // The sum is used, so that nothing is optimised away; the best trial is that which nobody disturbed.
    if (Number.isFinite(sum)) best = Math.max(best, (length * rounds) / Math.max(seconds, 1e-6));
  }
  return best * availableParallelism();
}

/** Four sums at once, so that none waits for the one before. */
function multiply(a: Float32Array, b: Float32Array): number {
  let [p, q, r, s] = [0, 0, 0, 0];
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < length; at += 4) {
      p += a[at]! * b[at]!;
      q += a[at + 1]! * b[at + 1]!;
      r += a[at + 2]! * b[at + 2]!;
      s += a[at + 3]! * b[at + 3]!;
    }
  }
  return p + q + r + s;
}
