/**
 * What lines are drawn of sequences: points in a box, where the lines are broken, and which steps are padding. Owns the geometry; pure.
 */
import { isMissing } from '#shared/data/missing.ts';

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Least and greatest of all values that are there, never equal; a little room on both sides. */
export function rangeOf(rows: readonly ArrayLike<number>[]): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows)
    for (let i = 0; i < row.length; i++) {
      const value = row[i]!;
      if (isMissing(value) || !Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (low > high) return [-1, 1];
  const room = (high - low || 1) * 0.06;
  return [low - room, high + room];
}

/** How many steps at the end have nothing in any channel. `values`: [steps, channels]. */
export function paddedFrom(values: ArrayLike<number>, steps: number, channels: number): number {
  let end = steps;
  const isEmpty = (step: number): boolean =>
    Array.from({ length: channels }, (_, channel) => values[step * channels + channel]!).every(isMissing);
  while (end > 0 && isEmpty(end - 1)) end -= 1;
  return end;
}

/** Numbers of one channel, in order. */
export const channelOf = (values: ArrayLike<number>, channels: number, channel: number): Float32Array =>
  Float32Array.from({ length: Math.floor(values.length / channels) }, (_, step) => values[step * channels + channel]!);

/** Where a step and a value lie. */
export function placing(steps: number, [low, high]: readonly [number, number], { width, height }: Box) {
  return {
    x: (step: number): number => (steps < 2 ? width / 2 : (step / (steps - 1)) * width),
    y: (value: number): number => height - ((value - low) / (high - low)) * height,
  };
}

/** An SVG path through the values, broken where one is missing; a single value is a short stroke. */
export function linePath(values: ArrayLike<number>, range: readonly [number, number], box: Box): string {
  const { x, y } = placing(values.length, range, box);
  let path = '';
  let on = false;
  for (let step = 0; step < values.length; step++) {
    const value = values[step]!;
    if (isMissing(value)) {
      on = false;
      continue;
    }
    const place = `${x(step).toFixed(1)},${y(value).toFixed(1)}`;
    path += on ? `L${place}` : `M${place}h0.1`;
    on = true;
  }
  return path;
}

/** An SVG area between two lines, over the steps at which both are there. */
export function bandPath(
  above: ArrayLike<number>,
  below: ArrayLike<number>,
  range: readonly [number, number],
  box: Box,
): string {
  const { x, y } = placing(above.length, range, box);
  let path = '';
  let run: number[] = [];
  const close = (): void => {
    if (run.length > 1) {
      const there = run.map((step) => `${x(step).toFixed(1)},${y(above[step]!).toFixed(1)}`);
      const back = run.toReversed().map((step) => `${x(step).toFixed(1)},${y(below[step]!).toFixed(1)}`);
      path += `M${[...there, ...back].join('L')}Z`;
    }
    run = [];
  };
  for (let step = 0; step < above.length; step++) {
    if (isMissing(above[step]!) || isMissing(below[step]!)) close();
    else run.push(step);
  }
  close();
  return path;
}

/** The step at which two sequences differ most, by the mean square over channels; null where nothing can be compared. */
export function worstStep(original: ArrayLike<number>, made: ArrayLike<number>, channels: number): number | null {
  let [worst, most] = [null as number | null, 0];
  for (let step = 0; step * channels < original.length; step++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const at = step * channels + channel;
      if (!isMissing(original[at]!)) sum += (original[at]! - made[at]!) ** 2;
    }
    if (sum > most) [worst, most] = [step, sum];
  }
  return worst;
}
