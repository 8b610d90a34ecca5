/** The step that most objectives share: something is fed, and the output is compared with the undisturbed sample. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ReconstructionParams } from '#shared/objectives/reconstruction-loss.ts';
import { elementLosses, losses } from '../losses.ts';
import type { Activations } from '../model.ts';
import type { LossContext } from './objective.ts';

type Context = Pick<LossContext<unknown>, 'model' | 'input' | 'observed' | 'training'>;

export interface Reconstruction {
  /** [batch, …output shape], and the undisturbed sample in that shape. */
  readonly prediction: Tensor;
  readonly target: Tensor;
  /** In that shape, which of its values are there; null: all. */
  readonly observed: Tensor | null;
  readonly activations: Activations;
}

/** The output for what is given, the sample itself if nothing is; `given` may hold more sources than the input. */
export function runReconstruction({ model, input, observed, training }: Context, given?: Activations): Reconstruction {
  const output = model.output!.id;
  const activations = model.run(given ?? new Map([[model.input.id, input]]), [output], training);
  const prediction = activations.get(output)!;
  // Same number of values, perhaps arranged otherwise: 784 in, 28 × 28 × 1 out.
  return {
    prediction,
    target: tf.reshape(input, prediction.shape),
    observed: observed && tf.reshape(observed, prediction.shape),
    activations,
  };
}

/** The mean over all values that are there, by the loss that the settings name. Scalar. */
export const reconstructionLoss = (
  params: ReconstructionParams,
  { target, prediction, observed }: Pick<Reconstruction, 'target' | 'prediction' | 'observed'>,
): Tensor =>
  observed
    ? meanWhere(elementLosses[params.loss](tf, target, prediction, params), observed)
    : losses[params.loss](tf, target, prediction, params);

/** The mean of the values that count; 0 where none do. Both of one shape. */
export const meanWhere = (values: Tensor, counts: Tensor): Tensor =>
  tf.div(tf.sum(tf.mul(values, counts)), tf.maximum(tf.sum(counts), 1));
