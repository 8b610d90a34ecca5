/** The ends that a way through the latent space leads past: their latents, and what they look like. Owns no way. */
import { sizeOf } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import { isImpossible } from '#shared/wire/explore/info.ts';
import type { End } from '#shared/wire/explore/sample.ts';
import type { Pictures, Sample } from '#shared/wire/explore/values.ts';
import type { CallOutput } from '#shared/wire/studio.ts';
import { decodeLatents, encodeSamples, possible } from './core.ts';
import { decodedFrom, pictureShape } from './describe.ts';
import type { Explorer } from './explorer.ts';
import { priorLatent } from './sample-draw.ts';
import { encodeFloats, picturesOfBytes, picturesOfValues } from './wire-values.ts';

/** Pictures of latents [count, size]. Throws a UserError where the network makes none. */
export const picturesOf = async (explorer: Explorer, latents: Float32Array): Promise<Pictures> =>
  picturesOfValues(
    await decodeLatents(explorer, latents),
    possible(pictureShape(explorer.session), 'A picture'),
    explorer.session.project.data.image.range,
  );

/** Throws a UserError for a sample where the network has no latent, and for samples and noise together. */
export async function endsOf(explorer: Explorer, ends: readonly End[]): Promise<CallOutput<'explore:ends'>> {
  const samples = ends.filter((end): end is Sample => end.from !== 'noise');
  const seeds = ends.flatMap((end) => (end.from === 'noise' ? [end.seed] : []));
  if (samples.length > 0 && seeds.length > 0) throw mixedEnds();
  if (samples.length > 0) {
    const bytes = await explorer.read(samples);
    const latents = await encodeSamples(explorer, bytes);
    return {
      pictures: picturesOfBytes(bytes, explorer.session.dataset.info.shape),
      latents: encodeFloats(latents),
      size: latents.length / samples.length,
    };
  }
  if (explorer.info.prior === null && isImpossible(explorer.info.noise)) throw noNoise();
  const size = sizeOf(possible(decodedFrom(explorer.session), 'A picture of noise').shape);
  const latents = new Float32Array(seeds.length * size);
  seeds.forEach((seed, at) => latents.set(priorLatent(explorer, size, seed, 0), at * size));
  return { pictures: await picturesOf(explorer, latents), latents: encodeFloats(latents), size };
}

const mixedEnds = (): UserError =>
  new UserError({
    received: 'Some ends are samples, others noise.',
    expected: 'All ends are of one kind.',
    action: 'Choose samples only, or seeds only.',
  });

const noNoise = (): UserError =>
  new UserError({
    received: 'An end was given by a seed, but nothing holds this network’s latents near a distribution.',
    expected: 'The ends of this network are samples.',
    action: 'Choose samples.',
  });
