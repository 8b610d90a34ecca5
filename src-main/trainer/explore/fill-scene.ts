/** A picture with a hole, and what could stand in it without a network. Owns reading it; no filling by the network. */
import { UserError } from '#shared/problem.ts';
import type { CallInput } from '#shared/wire/studio.ts';
import { valuesOfBytes } from '../pixels.ts';
import { diffuse } from './diffuse.ts';
import type { Explorer } from './explorer.ts';
import { meanPicture } from './mean-picture.ts';

/** Values are of the network's range, […sample]. */
export interface Scene {
  /** The picture itself, [height, width, channels]. */
  readonly bytes: Uint8Array;
  readonly original: Float32Array;
  /** [height × width], 1 where missing. */
  readonly missing: Uint8Array;
  /** Positions in `original` that are missing. */
  readonly places: Uint32Array;
  readonly black: number;
  /** From black to white. */
  readonly span: number;
  /** The mean of training samples, and the surroundings spread evenly; the original outside the hole. */
  readonly mean: Float32Array;
  readonly diffusion: Float32Array;
}

/** Throws a UserError for a hole of another size than the picture, and for none. */
export async function openScene(
  explorer: Explorer,
  { sample, missing: marked }: Pick<CallInput<'explore:fill'>, 'sample' | 'missing'>,
): Promise<Scene> {
  const { dataset, project } = explorer.session;
  const [height, width, channels] = dataset.info.shape as [number, number, number];
  const { range } = project.data.image;
  const missing = Uint8Array.from(Buffer.from(marked, 'base64'), (value) => Math.min(1, value));
  if (missing.length !== height * width) throw otherSize(missing.length, height, width);
  if (!missing.includes(1)) throw noHole();
  const bytes = await explorer.read([sample]);
  const original = valuesOfBytes(range, bytes);
  const places = Uint32Array.from(original.keys()).filter((at) => missing[Math.floor(at / channels)] === 1);
  const [black, white] = [...valuesOfBytes(range, Uint8Array.of(0, 255))] as [number, number];
  const average = await meanPicture(explorer.session);
  const mean = Float32Array.from(original);
  for (const at of places) mean[at] = average[at]!;
  const diffusion = diffuse(original, missing, { height, width, channels }, (black + white) / 2);
  return { ...{ bytes, original, missing, places, black, mean, diffusion }, span: white - black };
}

const otherSize = (found: number, height: number, width: number): UserError =>
  new UserError({
    received: `The hole is marked on ${found.toLocaleString('en')} pixels.`,
    expected: `The network’s pictures have ${height} × ${width}.`,
    action: 'Paint it anew: another network is open now.',
  });

const noHole = (): UserError =>
  new UserError({
    received: 'No pixel of the picture is missing.',
    expected: 'Filling in needs a hole of at least one pixel.',
    action: 'Paint a hole, or choose a ready-made one.',
  });
