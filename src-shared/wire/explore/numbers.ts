/** Calls about samples that are no pictures: their numbers as stored, what the network makes of them, and of latents. */
import * as v from 'valibot';
import { call, id } from '../call.ts';
import { drawing, type DrawnLatents } from './sample.ts';
import { floatsUpTo, samples, type Floats } from './values.ts';

/** [count, size], whatever shape each has. Words of text are whole numbers among them. */
export interface Numbers {
  readonly values: Floats;
  readonly size: number;
}

/** Of samples, in the order asked for. */
export interface Outputs {
  /** As people are shown it: categories as probabilities, words as chosen. */
  readonly shown: Numbers;
  /** What the network was given instead of the sample; null: the sample. */
  readonly fed: Numbers | null;
  /** What should come out, where that is not the sample; null also where nobody knows. */
  readonly wanted: Numbers | null;
  /** Of each sample, as its objective measures it; null where what is wanted is not known. */
  readonly errors: Floats | null;
}

export const numbersCalls = {
  /** Samples as stored; what is missing is the number that src-shared/data/missing.ts names. */
  'explore:values': call<Numbers>()(v.strictObject({ subject: id, samples })),
  'explore:outputs': call<Outputs>()(v.strictObject({ subject: id, job: v.optional(id), samples })),
  /** What the decoder makes of latents [count, latent size], as people are shown it. */
  'explore:decodeValues': call<Numbers>()(
    v.strictObject({
      subject: id,
      latents: floatsUpTo(4_000_000),
      count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(4096)),
    }),
  ),
  /** Draws latents as explore:sample does, and decodes them. */
  'explore:drawValues': call<DrawnLatents & { readonly made: Numbers }>()(
    v.strictObject({ subject: id, job: v.optional(id), ...drawing }),
  ),
} as const;
