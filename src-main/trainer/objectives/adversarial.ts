/** Adversarial: a generator of samples from noise against a discriminator of the data (Goodfellow et al. 2014, algorithm 1). */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { AdversarialParams } from '#shared/objectives/adversarial-loss.ts';
import { randomNormal } from '../../compiler/index.ts';
import type { Activations, Model } from '../model.ts';
import type { LossContext, TrainingObjective } from './objective.ts';
import { discriminatorLoss, generatorLoss, rivalPlayers, rivalsOf } from './rivalry.ts';

/**
 * What generated samples are made of: noise that the model draws itself; where no Noise leads to them, noise in the
 * latent's place.
 */
function drawn(model: Model, input: Tensor): Activations {
  const given = new Map([[model.input.id, input]]);
  if (rivalsOf(model).noise !== null) return given;
  const { id, shape } = model.latent!;
  return given.set(id, randomNormal([input.shape[0]!, ...shape]));
}

export const adversarial: TrainingObjective<AdversarialParams> = {
  players(model, params) {
    return rivalPlayers(model, params, { name: 'generator', nodes: rivalsOf(model).generator });
  },

  loss({ model, params, input, training, player }: LossContext<AdversarialParams>) {
    const rivals = rivalsOf(model);
    const real = model.run(new Map([[model.input.id, input]]), [rivals.real], training).get(rivals.real)!;
    const generate = (): Activations => model.run(drawn(model, input), [rivals.generated], training);
    const tell = () =>
      discriminatorLoss(model, params, { real, generated: generate().get(rivals.generated)! }, training);
    if (player === 'discriminator') return tell();

    const activations = generate();
    const generated = activations.get(rivals.generated)!;
    const loss = generatorLoss(model, params, generated, training);
    const terms = { generator: loss, diversity: diversity(generated, real) };
    if (player === 'generator') return { loss, terms, activations };
    const told = tell();
    return {
      loss,
      terms: { ...told.terms, ...terms },
      activations: new Map([...told.activations, ...activations]),
    };
  },

  predict({ model, input }) {
    const output = model.output!.id;
    return { output: model.run(drawn(model, input), [output], false).get(output)! };
  },
};

/** Mean standard deviation of a value over the batch, as a multiple of the real samples'. Scalar; 1 where neither varies. */
function diversity(generated: Tensor, real: Tensor): Tensor {
  const spread = (samples: Tensor): Tensor => tf.add(tf.mean(tf.sqrt(tf.moments(samples, 0).variance)), 1e-6);
  return tf.div(spread(generated), spread(real));
}
