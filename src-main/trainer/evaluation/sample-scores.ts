/** What a trained network says of each sample by itself: its latent, how badly it is reconstructed, its negative ELBO. Traceable. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Project } from '#shared/graph/document.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import type { VariationalParams } from '#shared/objectives/variational.ts';
import type { TensorFunction } from '../../compiler/index.ts';
import { elementLosses } from '../losses.ts';
import { distributionOf, divergenceOf, drawLatent } from '../objectives/latent-distribution.ts';
import type { Trainable } from '../programs.ts';
import { givenOf, type Seen } from '../seen.ts';
import type { Session } from '../session.ts';

/** Of each sample [count, …] the sum or mean over its values. */
const perSample = (values: Tensor, reduce: typeof tf.sum | typeof tf.mean): Tensor =>
  reduce(tf.reshape(values, [values.shape[0]!, sizeOf(values.shape.slice(1))]), 1);

/** → `latent` [count, values], without anything drawn: a variational latent's mean. Null without a latent that is trained. */
export function encoding({ trainable }: Session): TensorFunction | null {
  const { model, project } = trainable;
  const { latent } = model;
  if (!latent || objectiveOf(project)?.target === 'none') return null;
  return ({ batch }) => {
    const { values, observed } = trainable.see(batch!);
    const code = model.run(givenOf(model, values, observed), [latent.id], false).get(latent.id)!;
    return { latent: tf.reshape(code, [code.shape[0]!, sizeOf(latent.shape)]) };
  };
}

const comparesSamples = (project: Project): boolean => {
  const compared = objectiveOf(project)?.target;
  return compared === 'input' || compared === 'words' || (compared === 'pair' && project.objective.kind !== 'skipGram');
};

/**
 * [count] of outputs: as the objective measures one sample, else the mean squared error over the values that are there. Of a sample
 * without any: 0.
 */
function errorOf(trainable: Trainable, prediction: Tensor, wanted: Seen): Tensor {
  const { objective, project, layout } = trainable;
  const own = objective.errors?.({ project, form: layout.form, params: project.objective.params, prediction, wanted });
  if (own) return own;
  const squares = tf.squaredDifference(prediction, tf.reshape(wanted.values, prediction.shape));
  if (!wanted.observed) return perSample(squares, tf.mean);
  const observed = tf.reshape(wanted.observed, prediction.shape);
  return tf.div(perSample(tf.mul(squares, observed), tf.sum), tf.maximum(perSample(observed, tf.sum), 1));
}

/** What mapScoring() says of each sample. */
export function mapScores({ trainable: { model, project } }: Session): {
  readonly error: boolean;
  readonly divergence: boolean;
} {
  const error = model.output !== null && comparesSamples(project);
  return { error, divergence: error && project.objective.kind === 'variational' };
}

/**
 * → where the output is to be like a sample `error` [count], its mean squared error for the undisturbed sample; for variational objectives
 * `divergence` [count], nats, of the latent's distribution from the prior. The same at every call: nothing is drawn.
 */
export function mapScoring(session: Session): TensorFunction | null {
  const { trainable } = session;
  const { output, latent } = trainable.model;
  const { error, divergence } = mapScores(session);
  if (!error || !output || !latent) return null;
  return ({ batch, target }): Record<string, Tensor> => {
    const seen = trainable.see(batch!);
    const wanted = target ? trainable.see(target) : seen;
    const given = trainable.given(seen, target ? wanted.values : null);
    const activations = trainable.model.run(given, [latent.id, output.id], false);
    const prediction = activations.get(output.id)!;
    const found = { error: errorOf(trainable, prediction, wanted) };
    if (!divergence) return found;
    return { ...found, divergence: perSample(divergenceOf(distributionOf(activations.get(latent.id)!)), tf.sum) };
  };
}

/**
 * → `error` [count], the mean squared error of the output for the undisturbed sample; for variational objectives also
 * `negativeElbo` [count], one latent being drawn, and `kl` [count] of it, nats. Null for networks whose output is not to be like a sample.
 */
export function scoring({ trainable }: Session): TensorFunction | null {
  const { model, project } = trainable;
  const { input, output, latent } = model;
  if (!output || !comparesSamples(project)) return null;
  return ({ batch, target }): Record<string, Tensor> => {
    const { values: seen, observed } = trainable.see(batch!);
    const compared = target ? trainable.see(target) : { values: seen, observed };
    const activations = model.run(
      trainable.given({ values: seen, observed }, target ? compared.values : null),
      [output.id],
      false,
    );
    const prediction = activations.get(output.id)!;
    const error = errorOf(trainable, prediction, compared);
    if (project.objective.kind !== 'variational') return { error };
    const params = project.objective.params as unknown as VariationalParams;
    const distribution = distributionOf(activations.get(latent!.id)!);
    const drawn = new Map([[input.id, seen] as const, [latent!.id, drawLatent(distribution)] as const]);
    const decoded = model.run(drawn, [output.id], false).get(output.id)!;
    const kl = perSample(divergenceOf(distribution), tf.sum);
    const wanted = tf.reshape(compared.values, decoded.shape);
    return { error, kl, negativeElbo: tf.add(unlikelihood(params, wanted, decoded), kl) };
  };
}

/**
 * −log p(x | z) of each sample, nats: the likelihoods of objectives/variational.ts, there as means over a batch. A spread that
 * is fitted is fitted to the sample itself.
 */
function unlikelihood({ loss, standardDeviation }: VariationalParams, target: Tensor, prediction: Tensor): Tensor {
  const n = sizeOf(prediction.shape.slice(1));
  const kind = loss === 'binaryCrossentropy' ? loss : 'meanSquaredError';
  const values = elementLosses[kind](tf, target, prediction);
  switch (loss) {
    case 'binaryCrossentropy':
    case 'meanSquaredError':
      return perSample(values, tf.sum);
    case 'gaussian': {
      const variance = standardDeviation ** 2;
      return tf.add(tf.div(perSample(values, tf.sum), 2 * variance), (n / 2) * Math.log(2 * Math.PI * variance));
    }
    case 'fittedGaussian': {
      const variance = tf.maximum(perSample(values, tf.mean), 1e-6);
      return tf.mul(tf.add(tf.log(variance), 1 + Math.log(2 * Math.PI)), n / 2);
    }
  }
}
