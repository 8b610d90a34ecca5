/** A linear probe: how much of the labels can be read off the latent by a classifier that is linear in it. Owns which samples are used. */
import { sizeOf } from '#shared/layers/layer.ts';
import type { ProbeFigures, Unavailable } from '#shared/wire/evaluation.ts';
import type { Session } from '../session.ts';
import { accuracyOf, fitLinearClassifier, type LabelledRows } from './linear-classifier.ts';
import { gather, spread } from './passes.ts';
import { encoding } from './sample-scores.ts';

/** A few seconds' worth of fitting: so many samples, and so many latent values of all of them together. */
const mostSamples = 5000;
const mostValues = 3_000_000;
const leastSamples = 20;

export interface ProbeInput {
  /** Whose samples are judged. */
  readonly session: Session;
  readonly order: Uint32Array;
  /** Whose training samples it is fitted on: the run's own data; null where they are gone. */
  readonly own: Session | null;
}

export async function probeLatent({ session, order, own }: ProbeInput): Promise<ProbeFigures | Unavailable> {
  const { latent } = session.trainable.model;
  if (!latent || !encoding(session)) return { reason: 'The network has no latent that encodes samples.' };
  if (!own) return { reason: 'The run’s own data are gone, on whose latents it would be fitted.' };
  const names = own.dataset.info.labels.map(({ name }) => name);
  if (names.length < 2 || session.dataset.info.labels.length === 0) return { reason: 'The data have no labels.' };
  const latentValues = sizeOf(latent.shape);
  const most = Math.min(mostSamples, Math.floor(mostValues / latentValues));
  const fitted = await rowsOf(own, spread(own.split.train, most), names);
  const judged = await rowsOf(session, spread(order, most), names);
  if (new Set(Array.from(fitted.labels)).size < 2)
    return { reason: 'All training samples have the same label, so that there is nothing to tell apart.' };
  if (judged.labels.length < leastSamples)
    return { reason: `Only ${judged.labels.length} samples have labels that the run was trained with.` };
  const classifier = fitLinearClassifier(fitted, names.length);
  return {
    accuracy: accuracyOf(classifier, judged),
    trainingAccuracy: accuracyOf(classifier, fitted),
    baseline: shareOfMostCommon(judged.labels, names.length),
    latentValues,
    fittedOn: fitted.labels.length,
    judgedOn: judged.labels.length,
  };
}

/** Latents with the position of each label in `names`; samples with other labels are left out. */
async function rowsOf(session: Session, order: Uint32Array, names: readonly string[]): Promise<LabelledRows> {
  const labels = (await session.dataset.labels())!;
  const positions = session.dataset.info.labels.map(({ name }) => names.indexOf(name));
  const known = order.filter((index) => positions[labels[index]!]! >= 0);
  const features = sizeOf(session.trainable.model.latent!.shape);
  const { latent = new Float32Array() } = await gather(session, { name: 'encode', fn: encoding(session)! }, known);
  return { rows: latent, features, labels: Array.from(known, (index) => positions[labels[index]!]!) };
}

function shareOfMostCommon(labels: ArrayLike<number>, classes: number): number {
  const counts = new Array<number>(classes).fill(0);
  for (let at = 0; at < labels.length; at++) counts[labels[at]!]! += 1;
  return Math.max(...counts) / labels.length;
}
