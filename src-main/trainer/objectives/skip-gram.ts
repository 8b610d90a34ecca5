/** Skip-gram: words nearby are told from strangers, which are drawn in the step by their frequency (Mikolov et al. 2013). */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { unknownToken } from '#shared/data/tokens.ts';
import type { SkipGramParams } from '#shared/objectives/skip-gram.ts';
import type { TextForm } from '#shared/wire/data-forms.ts';
import { randomUniform } from '../../compiler/index.ts';
import type { Model } from '../model.ts';
import type { TrainingObjective } from './objective.ts';
import { meanWhere } from './reconstruction.ts';
import { given } from './words.ts';

/** Entries of the table that strangers are drawn from; word2vec's own has 10⁸. */
const tableSize = 1 << 16;
/** Words shown as the nearest. */
const shownNeighbours = 8;

/** Each word as often as its count to the power says, at least once; in the vocabulary's order. */
export function strangerTable(counts: readonly number[], power: number): Int32Array {
  const weights = counts.map((count, token) => (token > unknownToken ? count ** power : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const table = new Int32Array(tableSize);
  let [token, reached] = [0, 0];
  for (let at = 0; at < tableSize; at++) {
    while (token < weights.length - 1 && reached + weights[token]! <= (at / tableSize) * total)
      reached += weights[token++]!;
    table[at] = token;
  }
  return table;
}

function drawStrangers(form: TextForm, power: number, batch: number, count: number): Tensor {
  const table = tf.tensor1d(strangerTable(form.counts ?? [], power), 'int32');
  const drawn = tf.cast(tf.floor(tf.mul(randomUniform([batch * count], 0, 1), tableSize)), 'int32');
  // A draw of just below 1 may be rounded up.
  const within = tf.minimum(drawn, tf.scalar(tableSize - 1, 'int32')) as Tensor1D;
  return tf.reshape(tf.gather(table, within), [batch, count]);
}

export const skipGram: TrainingObjective<SkipGramParams> = {
  loss({ model, params, form, input, target, targetObserved, training }) {
    if (form.kind !== 'text' || !target || !targetObserved) throw new Error('Skip-gram was trained on no neighbours.');
    const [batch, near] = target.shape as [number, number];
    const { negatives, power } = params;
    const words = tf.concat([target, drawStrangers(form, power, batch, negatives)], 1);
    const { id } = model.output!;
    const activations = model.run(given(model, input, words), [id], training);
    const scores = tf.reshape(activations.get(id)!, [batch, near + negatives]);
    const neighbours = tf.slice(scores, [0, 0], [batch, near]);
    const strangers = tf.slice(scores, [0, near], [batch, negatives]);
    const everyone = tf.onesLike(strangers);
    const losses = tf.concat([tf.softplus(tf.neg(neighbours)), tf.softplus(strangers)], 1);
    const share = (right: Tensor, of: Tensor): Tensor => meanWhere(tf.cast(right, 'float32'), of);
    return {
      loss: meanWhere(losses, tf.concat([targetObserved, everyone], 1)),
      terms: {
        neighbours: share(tf.greater(neighbours, 0), targetObserved),
        strangers: share(tf.less(strangers, 0), everyone),
      },
      activations,
    };
  },
  /** The nearest words by the cosine of their embeddings, and these cosines: [batch, 2 × 8]. */
  predict({ model, input }) {
    const table = embeddingsOf(model);
    if (!table) return {};
    const batch = input.shape[0]!;
    const unit = tf.div(table, tf.sqrt(tf.maximum(tf.sum(tf.square(table), 1, true), 1e-12))) as Tensor2D;
    const own = tf.gather(unit, tf.reshape(input, [batch]) as Tensor1D) as Tensor2D;
    const size = table.shape[0]!;
    const outside = tf.tensor1d(Float32Array.from({ length: size }, (_, token) => (token > unknownToken ? 0 : -4)));
    let alike: Tensor = tf.add(tf.matMul(own, unit, false, true), outside);
    alike = tf.sub(alike, tf.mul(tf.cast(tf.oneHot(tf.reshape(input, [batch]) as Tensor1D, size), 'float32'), 4));
    const [words, cosines]: [Tensor[], Tensor[]] = [[], []];
    for (let rank = 0; rank < shownNeighbours; rank++) {
      const best = tf.argMax(alike, -1);
      words.push(tf.expandDims(tf.cast(best, 'float32'), 1));
      cosines.push(tf.max(alike, -1, true));
      alike = tf.sub(alike, tf.mul(tf.cast(tf.oneHot(best as Tensor1D, size), 'float32'), 4));
    }
    return { shown: tf.concat([...words, ...cosines], 1) };
  },
};

/** Of the Embedding that the input enters, [words, units]; null without one. */
function embeddingsOf(model: Model): Tensor2D | null {
  const weight = model.weights.find(
    ({ name, node }) =>
      node.kind === 'embedding' && name.endsWith('/embeddings') && model.isFedBy(node.id, model.input.id),
  );
  return weight ? (weight.variable as unknown as Tensor2D) : null;
}
