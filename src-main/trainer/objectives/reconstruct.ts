/** Reconstruct: the output is compared with the input itself. */
import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '#shared/layers/fields.ts';
import type { reconstruct as description } from '#shared/objectives/reconstruct.ts';
import { losses } from '../losses.ts';
import type { ObjectiveLoss } from './objective.ts';

export const reconstruct: ObjectiveLoss<Params<typeof description.fields>> = {
  loss(model, params, batch, training) {
    const activations = model.run(batch, training);
    const prediction = activations.get(model.output.id)!;
    // Same number of values, perhaps arranged otherwise: 784 in, 28 × 28 × 1 out.
    const target = tf.reshape(batch, prediction.shape);
    return { loss: losses[params.loss](tf, target, prediction, params), activations };
  },
};
