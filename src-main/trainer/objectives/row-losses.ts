/** Losses of mixed rows, column by column: squared or Huber for numbers and dates, cross-entropy for categories. Traceable; owns no training. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { widthOf } from '#shared/data/table.ts';
import type { RowsParams } from '#shared/objectives/rows.ts';
import type { FormInfo, TableColumn, TableForm } from '#shared/wire/data-forms.ts';
import { elementLosses } from '../losses.ts';

export function tableOf(form: FormInfo): TableForm {
  if (form.kind !== 'table') throw new Error('Rows are learnt from tables alone.');
  return form;
}

/** Columns side by side that are compared alike: one category, or as many numbers as follow each other. */
export interface Stretch {
  readonly kind: 'numbers' | 'category';
  readonly start: number;
  readonly width: number;
  /** How much each of its cells counts. */
  readonly weights: readonly number[];
}

export function stretchesOf(columns: readonly TableColumn[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const column of columns) {
    const { start, weight } = column;
    const before = stretches.at(-1);
    if (column.type === 'category')
      stretches.push({ kind: 'category', start, width: widthOf(column), weights: [weight] });
    else if (before?.kind === 'numbers')
      stretches[stretches.length - 1] = {
        ...before,
        ...{ width: before.width + 1, weights: [...before.weights, weight] },
      };
    else stretches.push({ kind: 'numbers', start, width: 1, weights: [weight] });
  }
  return stretches;
}

/** Values [batch, width] of a stretch. */
export const cut = (values: Tensor, { start, width }: Pick<Stretch, 'start' | 'width'>): Tensor =>
  tf.slice(values, [0, start], [values.shape[0]!, width]);

/** [batch, 1]: log of the sum of exponentials, which cross-entropy takes of scores. */
const logSum = (scores: Tensor): Tensor => tf.logSumExp(scores, -1, true);

/** Outputs as people are shown them: the scores of each category as probabilities. [batch, row size]. */
export function showRows({ columns }: TableForm, prediction: Tensor): Tensor {
  const parts = stretchesOf(columns).map((stretch) => {
    const own = cut(prediction, stretch);
    return stretch.kind === 'category' ? tf.softmax(own) : own;
  });
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 1);
}

export interface RowLosses {
  /** Of each cell [batch, columns of the kind], 0 where it does not count. Null: there is no such column. */
  readonly numbers: Tensor | null;
  readonly categories: Tensor | null;
  /** In the same shapes: 1 where a cell counts. */
  readonly countedNumbers: Tensor | null;
  readonly countedCategories: Tensor | null;
  /** How much columns count, [1, columns of the kind]. */
  readonly numberWeights: readonly number[];
  readonly categoryWeights: readonly number[];
  /** 1 where a category comes out right, as `categories`. */
  readonly right: Tensor | null;
}

const joined = (parts: readonly Tensor[]): Tensor | null =>
  parts.length === 0 ? null : parts.length === 1 ? parts[0]! : tf.concat([...parts], 1);

/** `counts`: 1 for the values [batch, row size] that the loss is taken of; null: all. */
export function rowLosses(
  { columns }: TableForm,
  params: Pick<RowsParams, 'numbers'>,
  target: Tensor,
  prediction: Tensor,
  counts: Tensor | null,
): RowLosses {
  const all = stretchesOf(columns);
  const loss = params.numbers === 'huber' ? elementLosses.huber : elementLosses.meanSquaredError;
  const counted = (stretch: Stretch): Tensor => {
    const width = stretch.kind === 'category' ? 1 : stretch.width;
    return counts ? cut(counts, { start: stretch.start, width }) : tf.ones([target.shape[0]!, width]);
  };
  const [numbers, countedNumbers, categories, countedCategories, right]: Tensor[][] = [[], [], [], [], []];
  for (const stretch of all) {
    const [wanted, made, weight] = [cut(target, stretch), cut(prediction, stretch), counted(stretch)];
    if (stretch.kind === 'numbers') {
      numbers!.push(tf.mul(loss(tf, wanted, made, { huberDelta: 1 }), weight));
      countedNumbers!.push(weight);
      continue;
    }
    const own = tf.sum(tf.mul(wanted, made), -1, true);
    categories!.push(tf.mul(tf.sub(logSum(made), own), weight));
    countedCategories!.push(weight);
    right!.push(tf.mul(tf.cast(tf.greaterEqual(own, tf.max(made, -1, true)), 'float32'), weight));
  }
  const weightsOf = (kind: Stretch['kind']): readonly number[] =>
    all.filter((stretch) => stretch.kind === kind).flatMap(({ weights }) => weights);
  return {
    ...{ numbers: joined(numbers!), countedNumbers: joined(countedNumbers!) },
    ...{ categories: joined(categories!), countedCategories: joined(countedCategories!), right: joined(right!) },
    ...{ numberWeights: weightsOf('numbers'), categoryWeights: weightsOf('category') },
  };
}

/** Weighted mean over all cells that count, or for each row by itself with `axis` 1. */
export function weightedMean(losses: RowLosses, axis?: 1): Tensor {
  const of = (cells: Tensor | null, weights: readonly number[]): Tensor | null =>
    cells &&
    tf.sum(
      weights.every((weight) => weight === 1) ? cells : tf.mul(cells, tf.tensor2d([...weights], [1, weights.length])),
      axis,
    );
  const add = (a: Tensor | null, b: Tensor | null): Tensor => (a && b ? tf.add(a, b) : (a ?? b!));
  const { numberWeights, categoryWeights } = losses;
  const sum = add(of(losses.numbers, numberWeights), of(losses.categories, categoryWeights));
  const count = add(of(losses.countedNumbers, numberWeights), of(losses.countedCategories, categoryWeights));
  // Where nothing counts the sum is 0, too.
  return tf.div(sum, tf.maximum(count, 1e-6));
}
