/** Vector-quantised: reconstruction through codes, the encoder held near them, and they near it. The codes are the layer's (layers/quantise.ts). */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { withoutGradient } from '#shared/layers/detach.ts';
import { sidesOf } from '#shared/layers/operation.ts';
import type { QuantisedParams } from '#shared/objectives/quantised.ts';
import type { TrainingObjective } from './objective.ts';
import { reconstructionLoss, runReconstruction } from './reconstruction.ts';

const detached = (x: Tensor): Tensor => withoutGradient(tf, () => tf.clone(x));
const meanSquare = (a: Tensor, b: Tensor): Tensor => tf.mean(tf.square(tf.sub(a, b)));

/** log x where x may be 0. */
const logarithm = (x: Tensor): Tensor => tf.log(tf.add(x, 1e-10));

export const quantised: TrainingObjective<QuantisedParams> = {
  /** Van den Oord, Vinyals, Kavukcuoglu 2017, equation 3, each term a mean over all values; moving averages stand in for its second. */
  loss(context) {
    const { model, params } = context;
    const result = runReconstruction(context);
    const { encoded, quantised: codes, usage } = sidesOf(result.activations.get(model.latent!.id)!);
    if (!encoded || !codes || !usage) throw new Error('The latent is not quantised: its layer computed no codes.');
    const { codesFollow } = model.nodes.find(({ id }) => id === model.latent!.id)!.params;
    const reconstruction = reconstructionLoss(params, result);
    const commitment = meanSquare(encoded, detached(codes));
    const moved = codesFollow === 'loss' ? [meanSquare(detached(encoded), codes)] : [];
    return {
      loss: tf.addN([reconstruction, tf.mul(commitment, params.commitment), ...moved]),
      terms: {
        reconstruction,
        commitment,
        perplexity: tf.exp(tf.neg(tf.sum(tf.mul(usage, logarithm(usage))))),
        usedCodes: tf.mean(tf.cast(tf.greater(usage, 0), 'float32')),
      },
      activations: result.activations,
    };
  },
};
