/** Calls of Interpolate and Sample: latents drawn, measured, added up and compared with the training samples. */
import * as v from 'valibot';
import { sampleSources } from '../../explore/sample.ts';
import { call, id } from '../call.ts';
import { floatsUpTo, sample, samples, type Floats, type Pictures } from './values.ts';

const count = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const job = v.optional(id);
const seed = count(0, 4_294_967_295);

/** Where a way begins, turns or ends: a sample, or noise (or a latent of the prior) by its seed. */
const end = v.variant('from', [...sample.options, v.strictObject({ from: v.literal('noise'), seed })]);
export type End = v.InferOutput<typeof end>;

/** What is known of the training samples' latents. Rows are of `size` numbers each. */
export interface LatentRanges {
  readonly size: number;
  /** Samples that it was measured on. */
  readonly samples: number;
  /** 5th percentile, mean and 95th percentile of each latent value. */
  readonly low: Floats;
  readonly mean: Floats;
  readonly high: Floats;
  /** Largest variance first, at most 64; null where there are too many latent values. */
  readonly principal: {
    readonly count: number;
    /** [count, size], of length 1 each. */
    readonly directions: Floats;
    /** 5th and 95th percentile along each, measured from the mean. */
    readonly low: Floats;
    readonly high: Floats;
    /** Share of the whole variance. */
    readonly shares: Floats;
  } | null;
}

export interface Neighbours {
  /** For each latent the nearest training samples, nearest first, with their root mean squared difference of pixels (0 to 1). */
  readonly rows: readonly (readonly { readonly index: number; readonly distance: number }[])[];
  readonly searched: number;
  /** Between training samples themselves, measured on `probes` of them. */
  readonly typical: {
    readonly probes: number;
    /** Median distance to the nearest other training sample. */
    readonly nearest: number;
    /** 5th percentile of these: below it, a sample is nearer to one of them than they are to each other. */
    readonly nearestLow: number;
    /** Median distance between two at random. */
    readonly pair: number;
  };
}

/** How latents (or noise) are drawn. */
export const drawing = {
  source: v.picklist(sampleSources),
  components: count(1, 32),
  covariance: v.picklist(['full', 'diagonal']),
  /** How many are left out first: a large number of samples is asked for in pieces. */
  first: v.optional(count(0, 1_000_000), 0),
  count: count(1, 256),
  seed,
  truncation: v.picklist(['none', 'truncated', 'scaled']),
  limit: v.pipe(v.number(), v.minValue(0.05), v.maxValue(4)),
};

export interface DrawnLatents {
  readonly latents: Floats;
  readonly size: number;
  /** What they were drawn from, as a sentence. */
  readonly drawn: string;
}

export const sampleCalls = {
  /** Draws latents (or noise) and decodes them. A latent is the same for the same seed, however many are drawn. */
  'explore:sample': call<DrawnLatents & { readonly pictures: Pictures }>()(
    v.strictObject({ subject: id, job, ...drawing }),
  ),
  'explore:latentRanges': call<LatentRanges>()(v.strictObject({ subject: id, job })),
  /** Mean latent of a group: all training samples of a label (at most 1,000 of them), or chosen samples. */
  'explore:groupMean': call<{ readonly mean: Floats; readonly samples: number }>()(
    v.strictObject({
      subject: id,
      job,
      group: v.variant('by', [
        v.strictObject({ by: v.literal('label'), label: count(0, 65_535) }),
        v.strictObject({ by: v.literal('samples'), samples }),
      ]),
    }),
  ),
  /** Training samples that look most like what latents decode to; searches all of them. */
  'explore:neighbours': call<Neighbours>()(
    v.strictObject({ subject: id, job, latents: floatsUpTo(4_000_000), count: count(1, 256), nearest: count(1, 8) }),
  ),
  /** Latents of the ends of a way, [ends, size], and what they look like: samples as they are, noise as it is decoded. */
  'explore:ends': call<{ readonly pictures: Pictures; readonly latents: Floats; readonly size: number }>()(
    v.strictObject({ subject: id, ends: v.pipe(v.array(end), v.minLength(1), v.maxLength(4)) }),
  ),
} as const;
