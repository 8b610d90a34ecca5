/** Numbers that belong to channels: one for all, or one for each, in the order in which they stand here. Owns how they are found in a constant. */
import type { Constant } from './constant.ts';
import type { Weight } from './drawn.ts';
import { fileDims, type Flow } from './flow.ts';

/** Null where the constant differs along another axis than the channels'. */
export function alongChannels(flow: Flow, constant: Constant): Weight | null {
  const channels = flow.shape.at(-1)!;
  const rank = flow.order.length;
  if (constant.dims.every((n) => n === 1))
    return { shape: [channels], read: () => filled(channels, constant.read()[0]!).read() };
  const dims = [...Array.from({ length: Math.max(0, rank - constant.dims.length) }, () => 1), ...constant.dims];
  if (dims.length !== rank) return null;
  const varying = dims.flatMap((n, axis) => (n === 1 ? [] : [axis]));
  const [axis] = varying;
  if (varying.length > 1 || flow.order[axis!] !== flow.shape.length || fileDims(flow)[axis!] !== dims[axis!])
    return null;
  return { shape: [channels], read: () => inOurOrder(constant.read(), flow.places) };
}

/** One number for each channel, as the file lists them. */
export const perChannel = (flow: Flow, constant: Constant): Weight => ({
  shape: [flow.shape.at(-1)!],
  read: () => inOurOrder(constant.read(), flow.places),
});

function inOurOrder(values: Float32Array, places: Int32Array | null): Float32Array {
  if (!places) return values;
  const own = new Float32Array(values.length);
  places.forEach((ours, place) => (own[ours] = values[place]!));
  return own;
}

/** The same weight with its last axis in another order: at each place of ours the place that it had. */
export const turned = ({ shape, read }: Weight, places: Int32Array): Weight => ({
  shape,
  read() {
    const values = read();
    const width = shape.at(-1)!;
    return Float32Array.from(values, (_, at) => values[at - (at % width) + places[at % width]!]!);
  },
});

export const filled = (count: number, value: number): Weight => ({
  shape: [count],
  read: () => new Float32Array(count).fill(value),
});
