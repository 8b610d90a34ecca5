/** What objectives share that choose words: their loss from logits, what is fed beside the input, what is shown. Traceable. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { lastCurve } from '#shared/graph/output-range.ts';
import type { Project } from '#shared/graph/document.ts';
import { startToken } from '#shared/data/tokens.ts';
import type { Activations, Model } from '../model.ts';
import type { ErrorContext, Losses, LossContext } from './objective.ts';
import { meanWhere } from './reconstruction.ts';

/** Keras's backend.epsilon(): probabilities stay this far from 0. */
const epsilon = 1e-7;

/** Logarithms of probabilities, [batch, places, words]: of probabilities, or of anything else as Keras's `from_logits`. */
export function logProbabilities(project: Project, values: Tensor): Tensor {
  return lastCurve(project)?.activation === 'softmax'
    ? tf.log(tf.clipByValue(values, epsilon, 1))
    : tf.sub(values, tf.logSumExp(values, -1, true));
}

/** Cross-entropy of each right word, nats, [batch, places]; with smoothing a share of it is that of all words alike. */
export function crossEntropy(logs: Tensor, target: Tensor, smoothing = 0): Tensor {
  const words = logs.shape.at(-1)!;
  const certain = tf.oneHot(target as Tensor2D, words);
  const wanted = smoothing === 0 ? certain : tf.add(tf.mul(certain, 1 - smoothing), smoothing / words);
  return tf.neg(tf.sum(tf.mul(tf.cast(wanted, 'float32'), logs), -1));
}

/** The words before each of these: the start, then all but the last. [batch, places]. */
export function shifted(words: Tensor): Tensor {
  const [batch, places] = words.shape as [number, number];
  const start = tf.fill([batch, 1], startToken, 'int32');
  return places === 1 ? start : tf.concat([start, tf.slice(words, [0, 0], [batch, places - 1])], 1);
}

/** The input, and where the network reads what was written so far, that. */
export const given = (model: Model, input: Tensor, before: Tensor | null): Activations =>
  new Map([[model.input.id, input], ...(model.moreWords && before ? [[model.moreWords.id, before] as const] : [])]);

export interface Chosen {
  /** Scalar, nats. */
  readonly loss: Tensor;
  /** [batch, places]: 1 where the likeliest word is the right one. */
  readonly hits: Tensor;
  readonly activations: Activations;
}

/** The network's choice of each of the target's words, compared where these are there. */
export function chooseWords(
  { model, project, training }: Pick<LossContext<unknown>, 'model' | 'project' | 'training'>,
  fed: Activations,
  wanted: { readonly values: Tensor; readonly observed: Tensor },
  smoothing: number,
): Chosen {
  const { id } = model.output!;
  const activations = model.run(fed, [id], training);
  const logs = logProbabilities(project, activations.get(id)!);
  const hits = tf.cast(tf.equal(tf.argMax(logs, -1), wanted.values), 'float32');
  return { loss: meanWhere(crossEntropy(logs, wanted.values, smoothing), wanted.observed), hits, activations };
}

/** A loss with its accuracy, both over the words that are there. */
export const wordLosses = ({ loss, hits, activations }: Chosen, observed: Tensor): Losses => ({
  loss,
  terms: { accuracy: meanWhere(hits, observed) },
  activations,
});

/** The likeliest word of each place and its probability: [batch, 2 × places], the words first. */
export function shownWords(project: Project, output: Tensor): Tensor {
  const logs = logProbabilities(project, output);
  const words = tf.cast(tf.argMax(logs, -1), 'float32');
  return tf.concat([words, tf.exp(tf.max(logs, -1))], 1);
}

/** The mean cross-entropy of each text's words, nats, [count]. */
export function textErrors(
  project: Project,
  { prediction, wanted }: Pick<ErrorContext<unknown>, 'prediction' | 'wanted'>,
): Tensor {
  const { values, observed } = wanted;
  const losses = crossEntropy(logProbabilities(project, prediction), values);
  return tf.div(tf.sum(tf.mul(losses, observed!), 1), tf.maximum(tf.sum(observed!, 1), 1)) as Tensor1D;
}
