/**
 * Adversarial autoencoder: reconstruction, and latents that pass for noise (Makhzani et al. 2015, section 2; its two phases
 * are one step of the autoencoder here, with weights).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialAutoencoderParams } from '#shared/objectives/adversarial-autoencoder.ts';
import type { LossContext, TrainingObjective } from './objective.ts';
import { reconstructionLoss, runReconstruction } from './reconstruction.ts';
import { discriminatorLoss, generatorLoss, othersThan, rivalPlayers, rivalsOf } from './rivalry.ts';

export const adversarialAutoencoder: TrainingObjective<AdversarialAutoencoderParams> = {
  players: (model, params) =>
    rivalPlayers(model, params, { name: 'autoencoder', nodes: othersThan(model, rivalsOf(model).discriminator) }),

  loss(context: LossContext<AdversarialAutoencoderParams>) {
    const { model, params, input, training, player } = context;
    const rivals = rivalsOf(model);
    const given = new Map([[model.input.id, input]]);
    const encoded = model.run(given, [rivals.generated], training);
    const code = encoded.get(rivals.generated)!;
    const tell = () => {
      const prior = model.run(given, [rivals.real], training).get(rivals.real)!;
      return discriminatorLoss(model, params, { real: prior, generated: code }, training);
    };
    if (player === 'discriminator') return tell();

    const result = runReconstruction(context, encoded);
    const reconstruction = reconstructionLoss(params, result);
    const generator = generatorLoss(model, params, code, training);
    const loss = tf.add(reconstruction, tf.mul(generator, params.adversarialWeight));
    const terms = { reconstruction, generator };
    if (player === 'autoencoder') return { loss, terms, activations: result.activations };
    const told = tell();
    return {
      loss,
      terms: { ...told.terms, ...terms },
      activations: new Map([...told.activations, ...result.activations]),
    };
  },
};
