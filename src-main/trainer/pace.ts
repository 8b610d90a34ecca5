/** How fast training goes: throughput and time left, smoothed, and the limit of ten reports a second. Owns no loop. */

const secondsOfMemory = 3;
const reportIntervalSeconds = 0.1;

/** All times in seconds on the caller's own clock. */
export class Pace {
  #samplesPerSecond: number | null = null;
  /** Smoothed seconds that validation, strip and checkpoint take once an epoch. */
  #epochOverhead: number | null = null;
  #lastReport = -Infinity;

  get samplesPerSecond(): number {
    return this.#samplesPerSecond ?? 0;
  }

  /** Averages over the last few seconds, however long one batch takes. */
  batchDone(samples: number, seconds: number): void {
    const speed = samples / Math.max(seconds, 1e-9);
    const weight = 1 - Math.exp(-seconds / secondsOfMemory);
    this.#samplesPerSecond =
      this.#samplesPerSecond === null ? speed : this.#samplesPerSecond + weight * (speed - this.#samplesPerSecond);
  }

  epochDone(overheadSeconds: number): void {
    this.#epochOverhead = this.#epochOverhead === null ? overheadSeconds : (this.#epochOverhead + overheadSeconds) / 2;
  }

  secondsLeft(samplesLeft: number, epochsLeft: number): number {
    if (this.#samplesPerSecond === null) return 0;
    return samplesLeft / this.#samplesPerSecond + epochsLeft * (this.#epochOverhead ?? 0);
  }

  /** True at most ten times a second. */
  mayReport(now: number): boolean {
    if (now - this.#lastReport < reportIntervalSeconds) return false;
    this.#lastReport = now;
    return true;
  }
}
