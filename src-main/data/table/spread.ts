/** Mean, deviation and shares of numbers that come one by one, however many: exact moments, shares of evenly taken samples. */

const most = 4096;

export class Spread {
  count = 0;
  least = Infinity;
  greatest = -Infinity;
  #mean = 0;
  #squares = 0;
  /** Every `stride`-th number. */
  readonly #taken = new Float64Array(most);
  #kept = 0;
  #stride = 1;

  add(number: number): void {
    if (this.count % this.#stride === 0) this.#keep(number);
    this.count += 1;
    const off = number - this.#mean;
    this.#mean += off / this.count;
    this.#squares += off * (number - this.#mean);
    if (number < this.least) this.least = number;
    if (number > this.greatest) this.greatest = number;
  }

  get mean(): number {
    return this.#mean;
  }

  /** Of all numbers, the standard deviation. */
  get deviation(): number {
    return Math.sqrt(this.#squares / Math.max(1, this.count));
  }

  /** Ascending numbers at `count` equal shares from the least to the greatest. */
  knots(count: number): readonly number[] {
    const sorted = this.#taken.slice(0, this.#kept).sort();
    const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
    return Array.from({ length: count }, (_, knot) =>
      knot === 0 ? this.least : knot === count - 1 ? this.greatest : at(knot / (count - 1)),
    );
  }

  /** How many of the taken numbers lie in each of equal bins from the least to the greatest. */
  histogram(bins: number): readonly number[] {
    const counts = Array.from({ length: bins }, () => 0);
    const width = (this.greatest - this.least) / bins || 1;
    for (let at = 0; at < this.#kept; at++)
      counts[Math.min(bins - 1, Math.floor((this.#taken[at]! - this.least) / width))]! += 1;
    return counts;
  }

  #keep(number: number): void {
    if (this.#kept === most) {
      for (let at = 0; at < most / 2; at++) this.#taken[at] = this.#taken[at * 2]!;
      this.#kept = most / 2;
      this.#stride *= 2;
      if (this.count % this.#stride !== 0) return;
    }
    this.#taken[this.#kept++] = number;
  }
}
