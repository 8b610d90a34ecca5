/** Cuts sequences into samples of equal length. Owns where windows begin; pure. */
import type { SequenceSettings } from '#shared/graph/data-forms.ts';

export type Windowing = Pick<SequenceSettings, 'window' | 'stride' | 'rest'>;

/** How many samples so many steps make: whole windows and, where the rest is padded, one for steps that no whole one has. */
export function countWindows(steps: number, { window, stride, rest }: Windowing): number {
  const whole = steps < window ? 0 : Math.floor((steps - window) / stride) + 1;
  const covered = whole === 0 ? 0 : (whole - 1) * stride + window;
  const begins = whole * stride;
  return rest === 'pad' && covered < steps && begins < steps ? whole + 1 : whole;
}

/** Finds samples of several sequences by one running number. */
export class WindowIndex {
  /** The number of the first sample behind each sequence. */
  readonly #ends: readonly number[];

  constructor(steps: readonly number[], windowing: Windowing) {
    let end = 0;
    this.#ends = steps.map((own) => (end += countWindows(own, windowing)));
  }

  get count(): number {
    return this.#ends.at(-1) ?? 0;
  }

  /** Which sequence, and which of its windows. */
  at(sample: number): { readonly sequence: number; readonly window: number } {
    let [low, high] = [0, this.#ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle]! > sample) high = middle;
      else low = middle + 1;
    }
    return { sequence: low, window: sample - (low === 0 ? 0 : this.#ends[low - 1]!) };
  }
}
