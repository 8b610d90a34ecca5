/** Thins out progress to ten reports a second and estimates the time left. Owns no work. */
import type { PreparationProgress } from './cache.ts';

const between = 100;
/** Before this the rate is mostly chance. */
const tooEarly = 500;

/** A function to call after every sample; `now` in milliseconds. */
export function progressMeter(
  total: number,
  report: (progress: PreparationProgress) => void,
  now: () => number = () => performance.now(),
): (done: number, skipped: number) => void {
  const started = now();
  let last = -Infinity;
  return (done, skipped) => {
    const time = now();
    if (time - last < between) return;
    last = time;
    const elapsed = time - started;
    const known = done > 0 && elapsed >= tooEarly;
    const secondsLeft = known ? ((elapsed / done) * (total - done)) / 1000 : null;
    report({ done: Math.min(done, total), total, secondsLeft, skipped });
  };
}
