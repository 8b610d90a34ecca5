/** Image pairs: the output is compared with the second picture of each pair. */
import * as tf from '@tensorflow/tfjs-core';
import type { ReconstructionParams } from '#shared/objectives/reconstruction-loss.ts';
import type { TrainingObjective } from './objective.ts';
import { reconstructionLoss } from './reconstruction.ts';

export const pairs: TrainingObjective<ReconstructionParams> = {
  loss({ model, params, input, target, targetObserved, training }) {
    const output = model.output!.id;
    const activations = model.run(new Map([[model.input.id, input]]), [output], training);
    const prediction = activations.get(output)!;
    if (!target) throw new Error('Pairs were trained on without their second pictures.');
    const wanted = tf.reshape(target, prediction.shape);
    const observed = targetObserved && tf.reshape(targetObserved, prediction.shape);
    return { loss: reconstructionLoss(params, { prediction, target: wanted, observed }), terms: {}, activations };
  },
};
