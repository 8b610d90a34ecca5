/** Answers what every panel builds on: latents of samples, pictures of latents, files as samples. */
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import type { Impossible } from '#shared/wire/explore/info.ts';
import { decodeImageFile } from '../../data/decode-image.ts';
import { encoding } from '../evaluation/sample-scores.ts';
import type { Answers } from './answer.ts';
import { decodedFrom, madeShape, pictureShape } from './describe.ts';
import type { Explorer } from './explorer.ts';
import { namingFile } from './unusable-picture.ts';
import { decodeFloats, encodeFloats, picturesOfBytes, picturesOfValues } from './wire-values.ts';

/** Refuses in words what the network cannot do. */
export function possible<T extends object>(value: T | Impossible, what: string): T {
  if (!('impossible' in value)) return value;
  throw new UserError({
    received: `${what} was asked for. ${value.impossible}`,
    expected: 'That needs a network that can do it.',
    action: 'Choose another run, or change the network under Design and train it.',
  });
}

/** Powers of two up to this many at once: few programs, and none of them large. */
const mostAtOnce = 64;

/** How many of `left` to take at once: the largest power of two. */
export const portion = (left: number): number => Math.min(mostAtOnce, 2 ** Math.floor(Math.log2(left)));

/** [count, latent size] of samples in bytes [count, …sample]. Throws a UserError where the network has no latent. */
export async function encodeSamples(explorer: Explorer, bytes: Uint8Array): Promise<Float32Array> {
  const { session } = explorer;
  const fn = encoding(session);
  const { latent } = session.trainable.model;
  possible(explorer.info.latent, 'A latent');
  if (!fn || !latent) throw new Error('A network with a latent has an encoder.');
  const size = session.dataset.sampleBytes;
  const count = bytes.length / size;
  const all = new Float32Array(count * sizeOf(latent.shape));
  for (let at = 0; at < count;) {
    const now = portion(count - at);
    const stored = explorer.stored(now, bytes.subarray(at * size, (at + now) * size));
    const outputs = await explorer.run(`encode-${now}`, fn, stored);
    all.set(outputs['latent'] as Float32Array, at * sizeOf(latent.shape));
    at += now;
  }
  return all;
}

/** Values [count, …output] of latents (or noise) [count, size]. Throws a UserError where the network cannot. */
export async function decodeLatents(explorer: Explorer, latents: Float32Array): Promise<Float32Array> {
  const { session } = explorer;
  const from = possible(decodedFrom(session), 'A sample of a latent');
  const shape = possible(madeShape(session), 'A sample');
  const { model } = session.trainable;
  const size = sizeOf(from.shape);
  const count = latents.length / size;
  const all = new Float32Array(count * sizeOf(shape));
  const fn = ({ code }: Record<string, tf.Tensor>): Record<string, tf.Tensor> => ({
    output: model.run(new Map([[from.id, code!]]), [model.output!.id], false).get(model.output!.id)!,
  });
  for (let at = 0; at < count;) {
    const now = portion(count - at);
    const code = {
      spec: { shape: [now, ...from.shape], dtype: 'float32' as const },
      values: latents.subarray(at * size, (at + now) * size),
    };
    const outputs = await explorer.run(`decode-${now}`, fn, { code });
    all.set(outputs['output'] as Float32Array, at * sizeOf(shape));
    at += now;
  }
  return all;
}

export const coreAnswers: Pick<Answers, 'explore:encode' | 'explore:decode' | 'explore:pictures' | 'explore:read'> = {
  'explore:encode': async (explorer, { samples }) => {
    const latents = await encodeSamples(explorer, await explorer.read(samples));
    return { latents: encodeFloats(latents), size: latents.length / samples.length };
  },

  'explore:decode': async (explorer, { latents, count }) => {
    const { session } = explorer;
    const { shape } = possible(decodedFrom(session), 'A picture of a latent');
    const values = await decodeLatents(explorer, decodeFloats(latents, count * sizeOf(shape)));
    return picturesOfValues(values, possible(pictureShape(session), 'A picture'), session.project.data.image.range);
  },

  'explore:pictures': async (explorer, { samples }) =>
    picturesOfBytes(await explorer.read(samples), explorer.session.dataset.info.shape),

  'explore:read': async ({ session }, { name, file, invert }) => {
    const { shape } = session.dataset.info;
    const [height, width, channels] = shape as [number, number, 1 | 3];
    const { fit, invert: inverted } = session.project.data.image;
    const target = { height, width, channels, fit, invert: inverted !== invert };
    const { pixels } = await namingFile(name, () => decodeImageFile(Buffer.from(file, 'base64'), target));
    return { name, bytes: Buffer.from(pixels).toString('base64'), shape };
  },
};
