/** Calls of Explore's panel “fill-in”. */
import * as v from 'valibot';
import { fillStarts } from '../../explore/fill-in.ts';
import { call, id } from '../call.ts';
import { bytesUpTo, floatsUpTo, sample, type Floats, type Pictures } from './values.ts';

/** Over the values in the hole, 1 being the way from black to white. */
export interface HoleError {
  readonly rootMeanSquared: number;
  readonly meanAbsolute: number;
}

export interface Filled {
  /** Pixels that were missing. */
  readonly missing: number;
  readonly original: Pictures;
  /** What the network saw first. */
  readonly fed: Pictures;
  /** One a draw; outside the hole all are the original. */
  readonly filled: Pictures;
  /** From the original, within the hole, as heat maps: one a draw. */
  readonly difference: Pictures;
  /** Without a network: the surroundings spread evenly, and the training samples' mean picture. */
  readonly diffusion: Pictures;
  readonly mean: Pictures;
  readonly errors: {
    readonly network: readonly HoleError[];
    readonly diffusion: HoleError;
    readonly mean: HoleError;
  };
  /** Steps that were done, fewer than asked for once nothing changed. */
  readonly iterations: number;
  readonly settled: boolean;
  /** The fills as values of the network's range [draws, …sample], to go on from. */
  readonly values: Floats;
}

const wholeNumber = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

export const fillInCalls = {
  /** Fills a hole. Of a network trained with holes: one pass. Of others: fill, feed again, as often as asked for. */
  'explore:fill': call<Filled>()(
    v.strictObject({
      subject: id,
      job: v.optional(id),
      sample,
      /** uint8 [height, width]: 1 where missing. */
      missing: bytesUpTo(16_000_000),
      /** `from`: a fill to go on from, as `values` gave it. */
      start: v.union([v.picklist(fillStarts), v.strictObject({ from: floatsUpTo(16_000_000) })]),
      iterations: wholeNumber(1, 500),
      damping: v.pipe(v.number(), v.minValue(0), v.maxValue(0.95)),
      draws: wholeNumber(1, 8),
      seed: wholeNumber(0, 4_294_967_295),
    }),
  ),
} as const;
