/** Mean, deviation and histogram of a dataset's values, over every value of every sample. Exact: uint8 has 256 values. */

const levels = 256;
const bins = 32;

export interface Statistics {
  /** Of values 0..1. */
  readonly mean: number;
  readonly standardDeviation: number;
  /** Share of all values in each of 32 equal bins of 0..1; they add up to 1. */
  readonly histogram: readonly number[];
}

export class RunningStatistics {
  readonly #counts = new Float64Array(levels);

  add(values: Uint8Array): void {
    const counts = this.#counts;
    for (let i = 0; i < values.length; i += 1) counts[values[i]!]! += 1;
  }

  result(): Statistics {
    const counts = this.#counts;
    const total = Math.max(
      1,
      counts.reduce((sum, count) => sum + count, 0),
    );
    const histogram = Array.from({ length: bins }, () => 0);
    let mean = 0;
    for (let level = 0; level < levels; level += 1) {
      const share = counts[level]! / total;
      mean += share * (level / 255);
      histogram[((level * bins) / levels) | 0]! += share;
    }
    let variance = 0;
    for (let level = 0; level < levels; level += 1) variance += (counts[level]! / total) * (level / 255 - mean) ** 2;
    return { mean, standardDeviation: Math.sqrt(variance), histogram };
  }
}
