/** The step that most objectives share: something is fed, and the output is compared with the undisturbed sample. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ReconstructionParams } from '#shared/objectives/reconstruction-loss.ts';
import { losses } from '../losses.ts';
import type { Activations } from '../model.ts';
import type { LossContext } from './objective.ts';

type Context = Pick<LossContext<ReconstructionParams>, 'model' | 'params' | 'input' | 'training'>;

export interface Reconstruction {
  /** [batch, …output shape], and the undisturbed sample in that shape. */
  readonly prediction: Tensor;
  readonly target: Tensor;
  readonly activations: Activations;
}

/** The output for what is given, the sample itself if nothing is; `given` may hold more sources than the input. */
export function runReconstruction({ model, input, training }: Context, given?: Activations): Reconstruction {
  const output = model.output!.id;
  const activations = model.run(given ?? new Map([[model.input.id, input]]), [output], training);
  const prediction = activations.get(output)!;
  // Same number of values, perhaps arranged otherwise: 784 in, 28 × 28 × 1 out.
  return { prediction, target: tf.reshape(input, prediction.shape), activations };
}

/** The mean over all values by the loss that the settings name. Scalar. */
export const reconstructionLoss = (
  params: ReconstructionParams,
  { target, prediction }: Pick<Reconstruction, 'target' | 'prediction'>,
): Tensor => losses[params.loss](tf, target, prediction, params);
