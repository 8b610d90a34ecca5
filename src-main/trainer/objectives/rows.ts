/** Rows: each column is compared as it should be; known cells may be hidden, and then have to be filled in. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { missingValue } from '#shared/data/missing.ts';
import { widthOf } from '#shared/data/table.ts';
import type { RowsParams } from '#shared/objectives/rows.ts';
import type { TableForm } from '#shared/wire/data-forms.ts';
import { randomUniform } from '../../compiler/index.ts';
import { givenOf } from '../seen.ts';
import type { LossContext, TrainingObjective } from './objective.ts';
import { meanWhere, runReconstruction } from './reconstruction.ts';
import { rowLosses, showRows, tableOf, weightedMean } from './row-losses.ts';

type Context = Pick<LossContext<RowsParams>, 'model' | 'params' | 'form' | 'input' | 'observed'>;

/** [batch, row size]: 0 for the cells that are hidden, all values of one alike. */
function drawKept({ columns }: TableForm, hide: number, batch: number): Tensor {
  const kept = tf.cast(tf.greaterEqual(randomUniform([batch, columns.length]), hide), 'float32');
  if (columns.every((column) => widthOf(column) === 1)) return kept;
  const parts = columns.map((column, at) => {
    const own = tf.slice(kept, [0, at], [batch, 1]);
    return widthOf(column) === 1 ? own : tf.tile(own, [1, widthOf(column)]);
  });
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 1);
}

interface Hidden {
  /** 1 where a value is known to the network; null: all are. */
  readonly known: Tensor | null;
  /** What it is given of the row. */
  readonly fed: Tensor;
}

function hideCells({ params, form, input, observed }: Context): Hidden {
  if (params.hide === 0) return { known: observed, fed: input };
  const kept = drawKept(tableOf(form), params.hide, input.shape[0]!);
  return { known: observed ? tf.mul(observed, kept) : kept, fed: tf.mul(input, kept) };
}

/** 1 for the values that the loss is taken of; null: all. */
function countedOf({ params, observed, input }: Context, known: Tensor | null): Tensor | null {
  if (params.lossOn === 'all' || params.hide === 0 || !known) return observed;
  return tf.sub(observed ?? tf.onesLike(input), known);
}

export const rows: TrainingObjective<RowsParams> = {
  loss(context) {
    const { params, form, model } = context;
    const { known, fed } = hideCells(context);
    const { prediction, target, activations } = runReconstruction(context, givenOf(model, fed, known));
    const losses = rowLosses(tableOf(form), params, target, prediction, countedOf(context, known));
    const squares = rowLosses(tableOf(form), { numbers: 'squared' }, target, prediction, countedOf(context, known));
    const terms: Record<string, Tensor> = {};
    if (squares.numbers) terms['numbers'] = meanWhere(squares.numbers, squares.countedNumbers!);
    if (losses.categories) {
      terms['categories'] = meanWhere(losses.categories, losses.countedCategories!);
      terms['right'] = meanWhere(losses.right!, losses.countedCategories!);
    }
    return { loss: weightedMean(losses), terms, activations };
  },

  predict(context) {
    const { form, model, params } = context;
    const { known, fed } = hideCells(context);
    const { prediction } = runReconstruction({ ...context, training: false }, givenOf(model, fed, known));
    const output = { output: prediction, shown: showRows(tableOf(form), prediction) };
    if (params.hide === 0 || !known) return output;
    // What is hidden is shown as missing.
    return { ...output, fed: tf.add(fed, tf.mul(tf.sub(1, known), missingValue)) };
  },

  show: ({ form, prediction }) => showRows(tableOf(form), prediction),

  errors({ form, params, prediction, wanted }) {
    const target = tf.reshape(wanted.values, prediction.shape);
    return weightedMean(rowLosses(tableOf(form), params, target, prediction, wanted.observed), 1);
  },
};
