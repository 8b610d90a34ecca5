/** How much generated samples look like real ones, to a small classifier of the data's labels. Owns which samples are compared. */
import { sizeOf } from '#shared/layers/layer.ts';
import type { QualityFigures, Unavailable } from '#shared/wire/evaluation.ts';
import { valuesOfBytes } from '../pixels.ts';
import type { Session } from '../session.ts';
import { fitGaussian, frechetDistance, type Gaussian } from './frechet-distance.ts';
import { generating } from './generating.ts';
import { Judge } from './judge.ts';
import { gather, spread } from './passes.ts';

/** Of each: enough for the covariance of 64 features, few enough to wait for. */
const mostSamples = 2000;
const leastSamples = 100;

export interface QualityInput {
  readonly session: Session;
  /** The session's samples that are judged. */
  readonly order: Uint32Array;
  /** The run's own data, which the classifier learns; null where they are gone. */
  readonly own: { readonly session: Session; readonly dataset: string; readonly heldOut: Uint32Array } | null;
}

/** Null where the objective generates nothing. */
export async function measureQuality({
  session,
  order,
  own,
}: QualityInput): Promise<QualityFigures | Unavailable | null> {
  const fn = generating(session);
  if (fn === null || 'reason' in fn) return fn;
  const { shape } = session.dataset.info;
  const { output } = session.trainable.model;
  if (!output || sizeOf(output.shape) !== sizeOf(shape))
    return { reason: 'What is generated has not the size of the data.' };
  if (!own) return { reason: 'The run’s own data are gone, which the classifier would learn.' };
  if (own.session.dataset.info.labels.length < 2)
    return { reason: 'The data have no labels, which the classifier that compares samples would learn.' };
  const { train } = own.session.split;
  // Judged on what it was trained on, one half stands for the other.
  const judgeable = order === train ? Math.floor(order.length / 2) : order.length;
  const judgedOn = new Set(spread(order, Math.min(mostSamples, judgeable)));
  const others = order === train ? train.filter((index) => !judgedOn.has(index)) : train;
  const samples = Math.min(judgedOn.size, others.length);
  if (samples < leastSamples)
    return { reason: `Only ${samples} samples could be compared; ${leastSamples} are the least.` };
  const { range } = session.project.data.image;
  const [judged, trained] = [spread(Uint32Array.from(judgedOn), samples), spread(others, samples)];
  const generated = (await gather(session, { name: 'generate', fn }, judged))['output']!;
  const classes = own.session.dataset.info.labels.length;
  const judge = await Judge.train(session.project, own.dataset, train, shape, classes);
  try {
    const cloud = async (values: Float32Array): Promise<Gaussian> => {
      const features = await judge.featuresOf(values, samples);
      return fitGaussian(features, features.length / samples);
    };
    const real = await cloud(valuesOfBytes(range, await pixelsOf(session, judged)));
    const known = await cloud(valuesOfBytes(range, await pixelsOf(own.session, trained)));
    return {
      distance: frechetDistance(await cloud(generated), real),
      realDistance: frechetDistance(known, real),
      samples,
      judge: { ...judge.describe(), accuracy: await judge.accuracy(own.heldOut) },
    };
  } finally {
    await judge.close();
  }
}

async function pixelsOf({ dataset }: Session, order: Uint32Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(order.length * sizeOf(dataset.info.shape));
  await dataset.read(order, bytes);
  return bytes;
}
