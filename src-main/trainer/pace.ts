/** How fast training goes: throughput and time left, smoothed, how much of it makes one run of a device, and the limit of ten reports a second. Owns no loop. */

const secondsOfMemory = 3;
const reportIntervalSeconds = 0.1;
/** More in one run of a device would save nothing any more. */
const mostBatches = 32;

/** A run of a device takes about so long where it takes several steps: it cannot be interrupted, and people do not notice. */
export const runSeconds = 0.05;

/** All times in seconds on the caller's own clock. */
export class Pace {
  #samplesPerSecond: number | null = null;
  /** Of the last batch alone: the first ones are slow. */
  #secondsPerSample: number | null = null;
  /** Smoothed seconds that validation, strip and checkpoint take once an epoch. */
  #epochOverhead: number | null = null;
  #lastReport = -Infinity;

  get samplesPerSecond(): number {
    return this.#samplesPerSecond ?? 0;
  }

  /** Averages over the last few seconds, however long one batch takes. */
  batchDone(samples: number, seconds: number): void {
    const speed = samples / Math.max(seconds, 1e-9);
    this.#secondsPerSample = 1 / speed;
    const weight = 1 - Math.exp(-seconds / secondsOfMemory);
    this.#samplesPerSecond =
      this.#samplesPerSecond === null ? speed : this.#samplesPerSecond + weight * (speed - this.#samplesPerSecond);
  }

  /** How many batches of so many samples are done in that time; one where nothing is known yet. */
  batchesWithin(seconds: number, samples: number): number {
    if (this.#secondsPerSample === null) return 1;
    return Math.max(1, Math.min(mostBatches, Math.floor(seconds / (this.#secondsPerSample * samples))));
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
