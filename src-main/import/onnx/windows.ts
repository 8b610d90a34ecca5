/** Windows that slide over pictures and sequences: their sizes, and which padding is one that layers here have. Owns that arithmetic. */
import type { Flow } from './flow.ts';
import { isChannelsFirst } from './flow.ts';
import type { Step } from './step.ts';

export interface Windows {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Of each axis: what is put before and behind. */
  readonly before: readonly number[];
  readonly behind: readonly number[];
}

const filled = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

/** Pictures [height, width] or sequences [steps]; refuses whatever else is given, and channels that do not come first. */
export function spatial(step: Step, flow: Flow): readonly number[] {
  const rank = flow.shape.length;
  if (rank !== 2 && rank !== 3) step.refuse(`is given ${rank} dimensions, and no picture and no sequence`);
  if (!isChannelsFirst(flow)) step.refuse('is given values whose channels do not stand first');
  return flow.shape.slice(0, -1);
}

/** TensorFlow's “same”: as many windows as fit the size by the stride, what is missing put on both sides, more behind. */
export function sameAround(
  given: readonly number[],
  { sizes, strides, dilations }: Omit<Windows, 'before' | 'behind'>,
) {
  const missing = given.map((n, axis) => {
    const reach = (sizes[axis]! - 1) * dilations[axis]! + 1;
    return Math.max((Math.ceil(n / strides[axis]!) - 1) * strides[axis]! + reach - n, 0);
  });
  return { before: missing.map((n) => Math.floor(n / 2)), behind: missing.map((n) => Math.ceil(n / 2)) };
}

export function windowsOf(step: Step, given: readonly number[], sizes: readonly number[]): Windows {
  const count = given.length;
  const strides = step.ints('strides') ?? filled(count, 1);
  const dilations = step.ints('dilations') ?? filled(count, 1);
  if ([sizes, strides, dilations].some((each) => each.length !== count || each.some((n) => n < 1)))
    step.refuse('has windows of other dimensions than what it is given');
  const way = step.text('auto_pad', 'NOTSET');
  if (way === 'SAME_UPPER') return { sizes, strides, dilations, ...sameAround(given, { sizes, strides, dilations }) };
  if (way === 'SAME_LOWER') step.refuse('pads more before than behind, which no layer here does');
  const pads = (way === 'VALID' ? null : step.ints('pads')) ?? filled(2 * count, 0);
  if (pads.length !== 2 * count || pads.some((n) => n < 0))
    step.refuse('has a padding of other dimensions than its windows');
  return { sizes, strides, dilations, before: pads.slice(0, count), behind: pads.slice(count) };
}

/** 'explicit': to be put around by a layer of its own. */
export function paddingOf(given: readonly number[], windows: Windows): 'valid' | 'same' | 'explicit' {
  const around = [windows.before, windows.behind].flat();
  if (around.every((n) => n === 0)) return 'valid';
  const same = sameAround(given, windows);
  return [same.before, same.behind].flat().join() === around.join() ? 'same' : 'explicit';
}

/** How many windows there are along each axis. */
export const countOf = (given: readonly number[], { sizes, strides, dilations, before, behind }: Windows): number[] =>
  given.map((n, axis) => {
    const reach = (sizes[axis]! - 1) * dilations[axis]! + 1;
    return Math.floor((n + before[axis]! + behind[axis]! - reach) / strides[axis]!) + 1;
  });

/** Zeros around pictures or sequences, as a layer; the same flow where there are none. */
export function padded(step: Step, flow: Flow, before: readonly number[], behind: readonly number[]): Flow {
  if ([...before, ...behind].every((n) => n === 0)) return flow;
  const edges = before.map((n, axis) => [n, behind[axis]!]);
  const shape = [...flow.shape.slice(0, -1).map((n, axis) => n + before[axis]! + behind[axis]!), flow.shape.at(-1)!];
  const [flat, padding] = edges.length === 2 ? [2, edges] : [1, edges[0]!];
  const made = { className: `ZeroPadding${flat}D`, config: { padding } };
  return step.add(made, [flow], { ...flow, shape, turns: null }, `${step.nameBy()} padding`);
}
