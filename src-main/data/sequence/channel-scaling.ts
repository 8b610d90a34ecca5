/** From a channel's numbers, met one after the other, to how they are scaled. Owns running figures; the arithmetic is src-shared's. */
import type { scales } from '#shared/graph/data-forms.ts';
import type { Scaling } from '#shared/wire/data-forms.ts';

type Scale = (typeof scales)[number];

/** Numbers kept for quantiles; of more, every second, fourth, eighth … one. */
const mostKept = 8192;
const quantiles = 100;

export class ChannelFigures {
  #count = 0;
  #mean = 0;
  /** Of squared differences from the mean (Welford, 1962). */
  #squares = 0;
  #low = Infinity;
  #high = -Infinity;
  #kept: number[] = [];
  #every = 1;

  get count(): number {
    return this.#count;
  }

  add(number: number): void {
    if (this.#count % this.#every === 0) this.#keep(number);
    this.#count += 1;
    const difference = number - this.#mean;
    this.#mean += difference / this.#count;
    this.#squares += difference * (number - this.#mean);
    this.#low = Math.min(this.#low, number);
    this.#high = Math.max(this.#high, number);
  }

  /** A channel that never changes is only moved to 0. */
  scaling(scale: Scale): Scaling {
    if (this.#count === 0 || scale === 'none') return { offset: 0, factor: 1 };
    switch (scale) {
      case 'standard':
        return { offset: this.#mean, factor: positive(Math.sqrt(this.#squares / this.#count)) };
      case 'minMax':
        return { offset: this.#low, factor: positive(this.#high - this.#low) };
      case 'quantile':
        return { offset: 0, factor: 1, knots: this.#knots() };
    }
  }

  #keep(number: number): void {
    if (this.#kept.length === mostKept) {
      this.#kept = this.#kept.filter((_, at) => at % 2 === 0);
      this.#every *= 2;
      if (this.#count % this.#every !== 0) return;
    }
    this.#kept.push(number);
  }

  #knots(): number[] {
    const sorted = Float64Array.from(this.#kept).sort();
    const last = sorted.length - 1;
    const knots = Array.from({ length: quantiles + 1 }, (_, at) => sorted[Math.round((at / quantiles) * last)]!);
    return [this.#low, ...knots.slice(1, -1), this.#high];
  }
}

const positive = (factor: number): number => (Number.isFinite(factor) && factor > 0 ? factor : 1);
