/**
 * VAE-GAN (Larsen et al. 2016, algorithm 1): the encoder learns from KL and likeness, the decoder from likeness and from
 * fooling the discriminator, with reconstructions and with samples of the prior.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { withoutGradient } from '#shared/layers/detach.ts';
import type { VaeGanParams } from '#shared/objectives/vae-gan.ts';
import { randomNormal } from '../../compiler/index.ts';
import type { Activations, Model } from '../model.ts';
import { distributionOf, divergenceOf, drawLatent } from './latent-distribution.ts';
import type { LossContext, TrainingObjective } from './objective.ts';
import { discriminatorLoss, generatorLoss, judge, othersThan, rivalPlayers, rivalsOf } from './rivalry.ts';

export const vaeGan: TrainingObjective<VaeGanParams> = {
  players: (model, params) =>
    rivalPlayers(model, params, { name: 'autoencoder', nodes: othersThan(model, rivalsOf(model).discriminator) }),

  loss({ model, params, input, training, player }: LossContext<VaeGanParams>) {
    const rivals = rivalsOf(model);
    const latent = model.latent!;
    const encoded = model.run(new Map([[model.input.id, input]]), [latent.id, rivals.real], training);
    const real = encoded.get(rivals.real)!;
    const distribution = distributionOf(encoded.get(latent.id)!);
    const drawn = drawLatent(distribution);
    const decode = (code: Tensor): Activations =>
      model.run(new Map([...encoded, [latent.id, code]]), [rivals.generated], training);
    const activations = decode(drawn);
    const reconstructed = activations.get(rivals.generated)!;
    const sampled = decode(randomNormal(drawn.shape)).get(rivals.generated)!;
    const tell = () => {
      const [first, second] = [reconstructed, sampled].map((generated) =>
        discriminatorLoss(model, params, { real, generated }, training),
      );
      const names = Object.keys(first!.terms);
      return {
        loss: halfOf(first!.loss, second!.loss),
        terms: Object.fromEntries(names.map((name) => [name, halfOf(first!.terms[name]!, second!.terms[name]!)])),
        activations: first!.activations,
      };
    };
    if (player === 'discriminator') return tell();

    const fooled = (generated: Tensor): Tensor => generatorLoss(model, params, generated, training);
    // The encoder does not help to fool: its latents are taken as they are.
    const again = decode(withoutGradient(tf, () => tf.clone(drawn))).get(rivals.generated)!;
    const generator = halfOf(fooled(again), fooled(sampled));
    const likeness = likenessOf(model, params, real, reconstructed, training);
    const kl = tf.div(tf.sum(divergenceOf(distribution)), drawn.shape[0]!);
    const faithful = tf.add(likeness, tf.mul(kl, params.beta));
    const loss = tf.add(faithful, tf.mul(generator, params.generatorWeight));
    // Penalties are taken of the mean, which is what the latent gives out.
    const penalised = new Map([...activations, [latent.id, distribution.mean] as const]);
    if (player === 'autoencoder') return { loss, terms: { likeness, kl, generator }, activations: penalised };
    const told = tell();
    return {
      loss,
      terms: { ...told.terms, likeness, kl, generator },
      activations: new Map([...told.activations, ...penalised]),
    };
  },
};

const halfOf = (a: Tensor, b: Tensor): Tensor => tf.mul(tf.add(a, b), 0.5);

/** −log N(Dis(x) | Dis(x̃), 1) without its constant (equation 7): ½ Σ (a − b)² per sample, of features or of pixels. Scalar. */
function likenessOf(
  model: Model,
  { likeness }: VaeGanParams,
  real: Tensor,
  reconstructed: Tensor,
  training: boolean,
): Tensor {
  const feature = likeness === 'features' ? lastHidden(model) : null;
  const seen = (samples: Tensor): Tensor =>
    feature === null ? samples : judge(model, samples, training, feature).get(feature)!;
  return tf.div(tf.sum(tf.square(tf.sub(seen(reconstructed), seen(real)))), 2 * real.shape[0]!);
}

/** The discriminator's last layer with weights but one, the last giving the verdict; null where there is only one. */
function lastHidden(model: Model): string | null {
  const learning = new Set(model.weights.filter(({ trainable }) => trainable).map(({ node }) => node.id));
  const layers = model.nodes.filter(({ id }) => rivalsOf(model).discriminator.has(id) && learning.has(id));
  return layers.at(-2)?.id ?? null;
}
