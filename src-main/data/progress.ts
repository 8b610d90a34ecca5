/** Thins out progress to ten reports a second and estimates the time left. Owns no work. */
import type { PreparationProgress } from './cache.ts';

const between = 100;
/** Before this the rate is mostly chance. */
const tooEarly = 500;
/** Of all the work, where samples are looked at before they are decoded: both go through everything once. */
const lookingShare = 0.5;

export interface ProgressMeter {
  /** What share of everything has been looked at, 0 to 1, before samples are decoded. Not called where nothing need be. */
  looked(share: number): void;
  /** One after the other is done from now on, out of so many: a function to call after each of them. */
  counting(total: number): (done: number, skipped: number) => void;
}

/** `now` in milliseconds. */
export function progressMeter(
  report: (progress: PreparationProgress) => void,
  now: () => number = () => performance.now(),
): ProgressMeter {
  let started: number | null = null;
  let last = -Infinity;
  const tell = (share: number, done: number, total: number, skipped: number): void => {
    const time = now();
    started ??= time;
    if (time - last < between) return;
    last = time;
    const elapsed = time - started;
    const secondsLeft = share > 0 && elapsed >= tooEarly ? ((elapsed / share) * (1 - share)) / 1000 : null;
    report({ done: Math.min(done, total), total, share, secondsLeft, skipped });
  };
  return {
    looked: (share) => tell(share * lookingShare, 0, 0, 0),
    counting(total) {
      const before = started === null ? 0 : lookingShare;
      started ??= now();
      return (done, skipped) => tell(before + (1 - before) * Math.min(1, done / total), done, total, skipped);
    },
  };
}
