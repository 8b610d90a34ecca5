/** Calls of Explore's panel “reconstruct”: what the network makes of samples, how far off it is, and which samples there are. */
import * as v from 'valibot';
import { dataParts } from '../../explore/parts.ts';
import { call, id } from '../call.ts';
import { sample, samples, type Floats, type Pictures } from './values.ts';

const job = v.optional(id);
const part = v.picklist(dataParts);

/** Of samples, in the order asked for. */
export interface Reconstructions {
  readonly original: Pictures;
  /** What the network was given instead: with noise, or with holes; the same at every ask. Null: the original. */
  readonly fed: Pictures | null;
  /** What should come out, where that is a second picture. Null: the original. */
  readonly wanted: Pictures | null;
  readonly reconstruction: Pictures;
  /** How far apart the last and what is wanted are, as colours. Null, with the errors, where nobody knows what is wanted: of pictures that are not of the data of pairs. */
  readonly difference: Pictures | null;
  /** Mean squared error of each, in the network's own range of values. */
  readonly errors: Floats | null;
}

/** What a network says of one sample by itself. */
export interface SampleFigures {
  /** By the objective's own loss, as validation measures it; null where that needs a second picture that is not there. */
  readonly loss: number | null;
  /** By the names of the objective's terms. */
  readonly terms: Readonly<Record<string, number>>;
  /** Values of the latent (of a variational one, the mean); null: the network has none. */
  readonly latent: Floats | null;
  /** Nats that each latent value carries of the sample; null: the latent is not variational. */
  readonly kl: Floats | null;
  /** The file that the sample was read from, relative to the chosen folder. */
  readonly file: string | null;
}

export const reconstructCalls = {
  'explore:reconstruct': call<Reconstructions>()(v.strictObject({ subject: id, job, samples })),
  /** Numbers of a part's samples, ascending, and the position of each one's label in ExploreInfo.data.labels; null: without labels. */
  'explore:part': call<{ readonly indices: readonly number[]; readonly labels: readonly number[] | null }>()(
    v.strictObject({ subject: id, part }),
  ),
  /** The error of every sample of a part, in the order of `explore:part`; kept until the next checkpoint. */
  'explore:errors': call<{ readonly errors: Floats }>()(v.strictObject({ subject: id, job, part })),
  'explore:figures': call<SampleFigures>()(v.strictObject({ subject: id, sample })),
} as const;
