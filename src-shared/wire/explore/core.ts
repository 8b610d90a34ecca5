/** Calls that every panel of Explore builds on: encode, decode, and read a file as a sample. */
import * as v from 'valibot';
import type { Shape } from '../../layers/layer.ts';
import { call, id } from '../call.ts';
import { bytesUpTo, floatsUpTo, samples, type Bytes, type Floats, type Pictures } from './values.ts';

export const coreCalls = {
  /** Latents of samples, without anything drawn (a variational latent's mean): [samples, latent size]. */
  'explore:encode': call<{ readonly latents: Floats; readonly size: number }>()(
    v.strictObject({ subject: id, samples }),
  ),
  /** Pictures of latents [count, latent size] (of noise where the network has no latent that decodes). */
  'explore:decode': call<Pictures>()(
    v.strictObject({
      subject: id,
      latents: floatsUpTo(4_000_000),
      count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(4096)),
    }),
  ),
  /** Samples as pictures. */
  'explore:pictures': call<Pictures>()(v.strictObject({ subject: id, samples })),
  /** Any picture file as a sample: decoded, fitted and coloured as the run's own data were. */
  'explore:read': call<{ readonly name: string; readonly bytes: Bytes; readonly shape: Shape }>()(
    v.strictObject({
      subject: id,
      name: v.pipe(v.string(), v.maxLength(255)),
      file: bytesUpTo(12_000_000),
      /** Dark becomes light: a scan of ink for a network that knows light strokes on black. */
      invert: v.boolean(),
    }),
  ),
} as const;
