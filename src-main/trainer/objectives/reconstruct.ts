/** Reconstruct: the output is compared with the input itself. */
import * as tf from '@tensorflow/tfjs-core';
import type { ReconstructionParams } from '#shared/objectives/reconstruction-loss.ts';
import { losses } from '../losses.ts';
import type { TrainingObjective } from './objective.ts';

export const reconstruct: TrainingObjective<ReconstructionParams> = {
  loss({ model, params, input, training }) {
    const output = model.output!.id;
    const activations = model.run(new Map([[model.input.id, input]]), [output], training);
    const prediction = activations.get(output)!;
    // Same number of values, perhaps arranged otherwise: 784 in, 28 × 28 × 1 out.
    const target = tf.reshape(input, prediction.shape);
    return { loss: losses[params.loss](tf, target, prediction, params), terms: {}, activations };
  },
};
