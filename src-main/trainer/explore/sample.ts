/** Answers what Interpolate and Sample ask beyond encoding and decoding: drawn latents, ranges, means of groups, neighbours. */
import { setImmediate } from 'node:timers/promises';
import { permutation } from '#shared/counter-random.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import { quantileOf } from '#shared/statistics/detection.ts';
import type { Neighbours } from '#shared/wire/explore/sample.ts';
import { spread } from '../evaluation/passes.ts';
import type { AskContext, Answers } from './answer.ts';
import { encodeSamples, possible } from './core.ts';
import { decodedFrom } from './describe.ts';
import type { Explorer } from './explorer.ts';
import { encodeIndices, latentRanges } from './latents.ts';
import { nearestPictures, pictureDistance } from './neighbours.ts';
import { drawLatents } from './sample-draw.ts';
import { endsOf, picturesOf } from './ends.ts';
import { unlessCancelledByOthers } from './shared-work.ts';
import { decodeFloats, encodeFloats } from './wire-values.ts';

const mostInGroup = 1000;
/** Training samples whose own nearest neighbours are looked up, and pairs that are compared. */
const [probes, pairs] = [48, 256];

export const sampleAnswers: Pick<
  Answers,
  'explore:sample' | 'explore:latentRanges' | 'explore:groupMean' | 'explore:neighbours' | 'explore:ends'
> = {
  'explore:sample': async (explorer, settings, context) => {
    const { latents, size, drawn } = await drawLatents(explorer, settings, context);
    return { pictures: await picturesOf(explorer, latents), latents: encodeFloats(latents), size, drawn };
  },

  'explore:latentRanges': (explorer, _input, context) => latentRanges(explorer, context),

  'explore:groupMean': async (explorer, { group }, context) => {
    const latents =
      group.by === 'samples'
        ? await encodeSamples(explorer, await explorer.read(group.samples))
        : await encodeIndices(explorer, await withLabel(explorer, group.label), context, 'Encoding the group');
    const { size } = possible(explorer.info.latent, 'A latent');
    const count = latents.length / size;
    const mean = new Float64Array(size);
    for (let at = 0; at < latents.length; at++) mean[at % size]! += latents[at]! / count;
    return { mean: encodeFloats(Float32Array.from(mean)), samples: count };
  },

  'explore:neighbours': async (explorer, { latents, count, nearest }, context) => {
    const { shape } = possible(decodedFrom(explorer.session), 'A picture of a latent');
    const pictures = await picturesOf(explorer, decodeFloats(latents, count * sizeOf(shape)));
    const typical = await typicalDistances(explorer, context);
    const { read, size } = pixelsOf(explorer);
    const { train } = explorer.session.split;
    const doing = `Comparing with ${train.length.toLocaleString('en')} training samples`;
    const rows = await nearestPictures({
      queries: Buffer.from(pictures.bytes, 'base64'),
      ...{ size, read, nearest },
      among: Uint32Array.from(train),
      between: pauses(context, doing),
    });
    return { rows, searched: train.length, typical };
  },

  'explore:ends': (explorer, { ends }) => endsOf(explorer, ends),
};

/** Training samples of a label, at most 1,000. */
async function withLabel({ session }: Explorer, label: number): Promise<Uint32Array> {
  const labels = await session.dataset.labels();
  const found = labels === null ? [] : Array.from(session.split.train).filter((index) => labels[index] === label);
  if (found.length > 0) return spread(found, mostInGroup);
  const name = session.dataset.info.labels[label]?.name;
  throw new UserError({
    received: `The training samples have none labelled “${name ?? label}”.`,
    expected: 'A group has at least one sample.',
    action: 'Choose another label, or pick samples.',
  });
}

/** What the network's pictures are compared with: training samples, or the second pictures of pairs. */
function pixelsOf({ session: { dataset, trainable } }: Explorer) {
  const second = trainable.targetShape !== null;
  return {
    size: sizeOf(trainable.targetShape ?? dataset.info.shape),
    read: (indices: ArrayLike<number>, into: Uint8Array) =>
      second ? dataset.readTargets(indices, into) : dataset.read(indices, into),
  };
}

const pauses =
  ({ signal, progress }: AskContext, doing: string) =>
  async (done: number, total: number): Promise<void> => {
    progress({ done, total, doing });
    await setImmediate();
    signal.throwIfAborted();
  };

const typicalOf = new WeakMap<Explorer['session'], Promise<Neighbours['typical']>>();

/** How far training samples are from each other. Does not depend on the weights: measured once. */
const typicalDistances = (explorer: Explorer, context: AskContext): Promise<Neighbours['typical']> =>
  unlessCancelledByOthers(context, () => onceMeasured(explorer, context));

function onceMeasured(explorer: Explorer, context: AskContext): Promise<Neighbours['typical']> {
  const { session } = explorer;
  let typical = typicalOf.get(session);
  if (!typical) {
    typical = measureTypical(explorer, context);
    typical.catch(() => typicalOf.delete(session));
    typicalOf.set(session, typical);
  }
  return typical;
}

async function measureTypical(explorer: Explorer, context: AskContext): Promise<Neighbours['typical']> {
  const { train } = explorer.session.split;
  const { read, size } = pixelsOf(explorer);
  const order = permutation(train.length, 0, 'explore');
  const chosen = Uint32Array.from(order.subarray(0, probes), (at) => train[at]!);
  const queries = new Uint8Array(chosen.length * size);
  await read(chosen, queries);
  const found = await nearestPictures({
    ...{ queries, size, read, nearest: 1, self: chosen },
    among: Uint32Array.from(train),
    between: pauses(context, 'Measuring how far training samples are from each other'),
  });
  const nearest = Float64Array.from(found.flatMap((row) => row.map(({ distance }) => distance))).sort();
  const others = Uint32Array.from({ length: Math.min(pairs, train.length) }, (_, at) => train[order[at]!]!);
  const pictures = new Uint8Array(others.length * size);
  await read(others, pictures);
  const at = (index: number): Uint8Array => pictures.subarray(index * size, (index + 1) * size);
  const between = Float64Array.from({ length: others.length - 1 }, (_, index) =>
    pictureDistance(at(index), at(index + 1)),
  ).sort();
  const orZero = (values: Float64Array, share: number): number => (values.length === 0 ? 0 : quantileOf(values, share));
  return {
    probes: nearest.length,
    nearest: orZero(nearest, 0.5),
    nearestLow: orZero(nearest, 0.05),
    pair: orZero(between, 0.5),
  };
}
