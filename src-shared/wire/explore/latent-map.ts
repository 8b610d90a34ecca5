/** Calls of Explore's panel “latent-map”: latents and scores of very many samples, computed in one go, fetched in pieces. */
import * as v from 'valibot';
import { mapParts } from '../../explore/latent-map.ts';
import { call, id } from '../call.ts';
import type { Bytes, Floats } from './values.ts';

/** What is known of the samples of a part; rows are fetched with `explore:latentMapRows`. */
export interface LatentMap {
  /** ExploreInfo.version of the network that it was computed with. */
  readonly version: number;
  /** Rows; fewer than `total` where there were too many: then they are evenly spread. */
  readonly count: number;
  readonly total: number;
  /** Latent values in a row. */
  readonly size: number;
  /** What can be said of each sample beyond its latent. */
  readonly scores: { readonly error: boolean; readonly divergence: boolean };
}

export interface LatentMapRows {
  readonly version: number;
  /** Which samples of the data: little-endian uint32. */
  readonly samples: Bytes;
  /** [rows, size]. */
  readonly latents: Floats;
  /** Index among ExploreInfo.data.labels, little-endian uint16; null without labels. */
  readonly labels: Bytes | null;
  /** Index among dataParts. */
  readonly parts: Bytes;
}

/** Takes longer than the latents: the decoder's part. */
export interface LatentMapScores {
  readonly version: number;
  /** Mean squared error of the reconstruction, in the network's range; null where it gives out nothing like a sample. */
  readonly error: Floats | null;
  /** Divergence of the latent's distribution from the prior, nats; null but for variational latents. */
  readonly divergence: Floats | null;
}

/** Samples on a map at most, and latent values of all of them together. */
export const mostOnMap = 100_000;
export const mostMapValues = 16_000_000;
/** Latent values in one piece: a message of about a megabyte, read within a few milliseconds. */
export const mostPieceValues = 200_000;

const whole = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const part = v.picklist(mapParts);

const rows = { part, from: whole(0, mostOnMap), count: whole(1, mostOnMap) };

export const latentMapCalls = {
  /** Encodes all samples of a part; kept until the next checkpoint. */
  'explore:latentMap': call<LatentMap>()(v.strictObject({ subject: id, job: v.optional(id), part })),
  /** A piece of it. Of a newer network, `version` says so. */
  'explore:latentMapRows': call<LatentMapRows>()(v.strictObject({ subject: id, job: v.optional(id), ...rows })),
  /** How well rows are reconstructed, and how far their latents are from the prior; of all rows it is kept. */
  'explore:latentMapScores': call<LatentMapScores>()(v.strictObject({ subject: id, job: v.optional(id), ...rows })),
} as const;
