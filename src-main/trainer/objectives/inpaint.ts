/** Missing pixels: samples are fed with holes, and the loss is taken of the whole, of what was there, or of the holes. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { dataRange, hasLimits } from '#shared/graph/output-range.ts';
import type { InpaintParams } from '#shared/objectives/inpaint.ts';
import { randomNormal, randomUniform } from '../../compiler/index.ts';
import { elementLosses } from '../losses.ts';
import type { Activations } from '../model.ts';
import { drawKnown } from './holes.ts';
import type { LossContext, TrainingObjective } from './objective.ts';
import { meanWhere, runReconstruction } from './reconstruction.ts';

type Context = Pick<LossContext<InpaintParams>, 'model' | 'project' | 'params' | 'input'>;

export interface WithHoles {
  /** In the input's shape: 1 where a value is known, 0 in holes. */
  readonly known: Tensor;
  readonly fed: Tensor;
  /** What the model is given: the input, and the mask where it has one. */
  readonly given: Activations;
}

const makeHoles = (context: Context): WithHoles =>
  feedWithHoles(context, drawKnown(context.params, context.input.shape));

/** Samples as the network is trained to see them, `pixels` being 1 where they are known (as drawKnown gives it) and 0 in holes. */
export function feedWithHoles(context: Context, pixels: Tensor): WithHoles {
  const { model, params, input } = context;
  const known = tf.mul(pixels, tf.onesLike(input));
  const seen = tf.mul(input, known);
  const fed = params.fill === 'zero' ? seen : tf.add(seen, tf.mul(fillOf(context, known), tf.sub(1, known)));
  const { mask } = model;
  const given = new Map([[model.input.id, fed]]);
  if (mask) given.set(mask.id, tf.reshape(pixels, [input.shape[0]!, ...mask.shape]));
  return { known, fed, given };
}

/** What stands in holes, to be broadcast over the input. */
function fillOf({ project, params, input }: Context, known: Tensor): Tensor {
  if (params.fill === 'noise')
    return hasLimits(project) ? randomUniform(input.shape, ...dataRange(project)) : randomNormal(input.shape);
  // Of each channel of a picture by itself.
  const axes = input.rank === 4 ? [1, 2] : input.shape.map((_, axis) => axis).slice(1);
  const count = tf.maximum(tf.sum(known, axes, true), 1);
  return tf.div(tf.sum(tf.mul(input, known), axes, true), count);
}

export const inpaint: TrainingObjective<InpaintParams> = {
  loss(context) {
    const { params } = context;
    const { known, given } = makeHoles(context);
    const { prediction, target, activations } = runReconstruction(context, given);
    const observed = tf.reshape(known, prediction.shape);
    const hole = tf.sub(1, observed);
    const errors = elementLosses[params.loss](tf, target, prediction, params);
    const loss =
      params.lossOn === 'everything' ? tf.mean(errors) : meanWhere(errors, params.lossOn === 'holes' ? hole : observed);
    const squares = elementLosses.meanSquaredError(tf, target, prediction);
    return { loss, terms: { hole: meanWhere(squares, hole) }, activations };
  },
  predict(context) {
    const { fed, given } = makeHoles(context);
    return { output: runReconstruction({ ...context, training: false }, given).prediction, fed };
  },
};
