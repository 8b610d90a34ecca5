/**
 * What goes through the graph while it is walked. ONNX has channels first and layers here have them last, so each value says which of our
 * axes stands at each of the file's: transpositions then cost nothing. Owns these types and the arithmetic of axes.
 */
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import type { Constant } from './constant.ts';

/** Numbers of a layer's weights in another order: at each place of ours the place of the file's. */
export type Turn = (places: Int32Array) => void;

/** What a layer computes. */
export interface Flow {
  readonly kind: 'flow';
  /** Id of the layer. */
  readonly layer: string;
  /** Here, without the batch. */
  readonly shape: Shape;
  /** At each axis of the file's value the one of ours; 0 is the batch. */
  readonly order: readonly number[];
  /** Of a row that the file has in another order than ours: at each place of the file's, ours. Null: the same. */
  readonly places: Int32Array | null;
  /** Puts the row in another order where it is made; null where that cannot be. */
  readonly turns: readonly Turn[] | null;
}

/** Sizes of a value, as the graph computes with them; null is the batch. */
export interface Sizes {
  readonly kind: 'sizes';
  readonly values: readonly (number | null)[];
}

export type Value = Flow | Sizes | Constant;

export const straight = (rank: number): readonly number[] => Array.from({ length: rank + 1 }, (_, axis) => axis);
/** Channels, which stand last here, right behind the batch. */
export const channelsFirst = (rank: number): readonly number[] => [0, rank, ...straight(rank).slice(1, -1)];

const equal = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();
export const isStraight = ({ order, places }: Flow): boolean =>
  places === null && equal(order, straight(order.length - 1));
export const isChannelsFirst = ({ order }: Flow): boolean => equal(order, channelsFirst(order.length - 1));

/** Of the file's value, the batch as null. */
export const fileDims = ({ order, shape }: Flow): (number | null)[] =>
  order.map((axis) => (axis === 0 ? null : shape[axis - 1]!));

/** At each place of the file's flattened value, ours. Null: the same. */
export function flattenedPlaces({ order, shape }: Flow): Int32Array | null {
  const axes = order.slice(1);
  const steps = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const places = new Int32Array(sizeOf(shape));
  const at = axes.map(() => 0);
  for (let place = 0; place < places.length; place++) {
    places[place] = axes.reduce((sum, axis, number) => sum + at[number]! * steps[axis - 1]!, 0);
    for (let number = axes.length - 1; number >= 0; number--) {
      at[number]! += 1;
      if (at[number]! < shape[axes[number]! - 1]!) break;
      at[number] = 0;
    }
  }
  return places.every((ours, place) => ours === place) ? null : places;
}
