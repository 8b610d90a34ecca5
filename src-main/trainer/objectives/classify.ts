/** Classify: categorical cross-entropy of what the network gives each class. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { lastCurve } from '#shared/graph/output-range.ts';
import type { ClassifyParams } from '#shared/objectives/classify.ts';
import type { TrainingObjective } from './objective.ts';

/** Keras's backend.epsilon(): probabilities stay this far from 0 and 1. */
const epsilon = 1e-7;

/** [batch, classes]: of probabilities, or of anything else as Keras's `from_logits`. */
const logarithms = (values: Tensor, areProbabilities: boolean): Tensor =>
  areProbabilities
    ? tf.log(tf.clipByValue(values, epsilon, 1 - epsilon))
    : tf.sub(values, tf.logSumExp(values, -1, true));

export const classify: TrainingObjective<ClassifyParams> = {
  loss({ model, project, params, input, labels, training }) {
    const { id, shape } = model.classes!;
    const count = shape[0]!;
    const activations = model.run(new Map([[model.input.id, input]]), [id], training);
    const values = activations.get(id)!;
    const certain = tf.oneHot(labels as tf.Tensor1D, count);
    const smoothing = params.labelSmoothing;
    const target = smoothing === 0 ? certain : tf.add(tf.mul(certain, 1 - smoothing), smoothing / count);
    const logs = logarithms(values, lastCurve(project, 'classes')?.activation === 'softmax');
    const hits = tf.cast(tf.equal(tf.argMax(values, -1), labels!), 'float32');
    return {
      loss: tf.neg(tf.mean(tf.sum(tf.mul(target, logs), -1))),
      terms: { accuracy: tf.mean(hits) },
      activations,
    };
  },
  predict({ model, project, input }) {
    const { id } = model.classes!;
    const values = model.run(new Map([[model.input.id, input]]), [id], false).get(id)!;
    const areProbabilities = lastCurve(project, 'classes')?.activation === 'softmax';
    return { probabilities: areProbabilities ? values : tf.exp(logarithms(values, false)) };
  },
};
