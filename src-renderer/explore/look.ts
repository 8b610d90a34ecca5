/** Samples as they look, whatever form their data have: pixels, or numbers. Owns which call answers. */
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import type { Pictures, Sample } from '#shared/wire/explore/values.ts';
import type { FormLayer } from '../forms/layer.ts';
import { sampleAt } from '../forms/layer.ts';
import { ask } from '../state/explore.svelte.ts';
import { decodeFloats, encodeFloats } from './bytes.ts';

export type Look =
  | { readonly pictures: Pictures }
  /** [count, …]; made: by the network. */
  | { readonly values: Float32Array; readonly count: number; readonly made: boolean };

/** Of stored samples. */
export async function lookOf({ form }: ExploreInfo, samples: readonly Sample[]): Promise<Look> {
  const asked = { samples: [...samples] };
  if (form.kind === 'image') return { pictures: await ask('explore:pictures', asked) };
  const { values } = await ask('explore:values', asked);
  return { values: decodeFloats(values), count: samples.length, made: false };
}

/** Of latents [count, latent size]. */
export async function lookDecoded({ form }: ExploreInfo, latents: Float32Array, count: number): Promise<Look> {
  const asked = { latents: encodeFloats(latents), count };
  if (form.kind === 'image') return { pictures: await ask('explore:decode', asked) };
  const { values } = await ask('explore:decodeValues', asked);
  return { values: decodeFloats(values), count, made: true };
}

/** Null: there are none, or they are no pixels. */
export const picturesIn = (look: Look | null | undefined): Pictures | null =>
  look && 'pictures' in look ? look.pictures : null;

/** One of them as a layer of a FormSample; null: they are pixels. */
export const layerOf = (look: Look, at: number, title: string): FormLayer | null =>
  'values' in look ? { title, values: sampleAt(look.values, look.count, at), made: look.made } : null;
