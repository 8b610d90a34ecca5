/**
 * VAE-GAN: a variational autoencoder whose decoder is also a generator; likeness is measured in what the discriminator
 * sees rather than pixel by pixel (Larsen et al. 2016).
 */
import { addPictureDiscriminator } from '../graph/add-discriminator.ts';
import type { Rivals } from '../graph/discriminator.ts';
import type { Project } from '../graph/document.ts';
import { indexGraph } from '../graph/order.ts';
import type { Problem } from '../graph/problem.ts';
import { choice } from '../layers/fields-common.ts';
import type { Params } from '../layers/fields.ts';
import {
  adversarialFields,
  adversarialTerms,
  adviseAdversarial,
  checkDiscriminator,
  rivalsOrProblems,
  withDiscriminatorIfNone,
  wrongDiscriminator,
} from './adversarial-loss.ts';
import { adversarialFindings } from './imbalance.ts';
import { checkLatentKind, withLatentKind } from './latent-kind.ts';
import { defineObjective } from './objective.ts';
import { checkReach } from './reconstruction-loss.ts';

const fields = {
  likeness: choice({
    label: 'Likeness',
    help: 'Where sample and reconstruction are compared: in what the discriminator’s last hidden layer sees, which forgives small shifts and keeps edges sharp, or pixel by pixel.',
    default: 'features',
    options: { features: 'Discriminator’s features', pixels: 'Pixels' },
  }),
  beta: {
    type: 'number',
    label: 'Beta',
    help: 'Weight of the KL divergence: less reconstructs better, more makes the latents easier to draw from.',
    default: 1,
    min: 0,
    max: 1000,
  },
  generatorWeight: {
    type: 'number',
    label: 'Weight of the rivals',
    help: 'How much fooling the discriminator counts beside likeness, for the decoder alone; more gives crisper pictures that are less faithful.',
    default: 10,
    min: 0,
    max: 10_000,
  },
  ...adversarialFields,
} as const;

export type VaeGanParams = Params<typeof fields>;

export const vaeGan = defineObjective({
  kind: 'vaeGan',
  title: 'VAE-GAN',
  summary:
    'A variational autoencoder with a discriminator on its pictures: reconstructs, generates, and is sharper than either alone would be blurred.',
  ends: ['output', 'verdict'],
  latent: 'needed',
  target: 'input',
  watch: 'last',
  terms: {
    likeness: {
      title: 'Likeness',
      help: 'How far reconstructions are from the samples, as ½ of the squared differences of features (or pixels), summed; less is better, but features change.',
      unit: 'nats',
    },
    kl: {
      title: 'KL divergence',
      help: 'How far the latents’ distributions are from the prior: the information that the latent carries of a sample. Neither 0 nor large.',
      unit: 'nats',
    },
    ...adversarialTerms,
  },
  fields,
  check(params, project) {
    const { rivals, problems } = rivalsOrProblems(project);
    const always = [
      ...checkLatentKind(project, 'variational', 'A VAE-GAN draws latents from a mean and a spread.'),
      ...checkReach(project),
    ];
    if (!rivals) return [...problems, ...always];
    return [...checkDecoder(project, rivals), ...checkDiscriminator(params, project, rivals), ...always];
  },
  advise: (params) =>
    `${
      params.likeness === 'features'
        ? 'Features of the discriminator are what makes this objective sharp; they only mean something once it has learned, so give it a few epochs.'
        : 'Pixel by pixel is steadier, and blurs as a VAE does; the rivals’ part then adds texture.'
    } ${adviseAdversarial(params)}`,
  findings: adversarialFindings,
  adopt: (project) => withDiscriminatorIfNone(withLatentKind(project, 'variational'), addPictureDiscriminator),
});

/** Real are the data; generated is what the latent decodes to. */
function checkDecoder(project: Project, { real, generated, latent }: Rivals): readonly Problem[] {
  const { nodes } = indexGraph(project.graph);
  if (nodes.get(real)!.kind !== 'noise' && latent !== null && generated !== latent) return [];
  return [
    wrongDiscriminator(project, addPictureDiscriminator, {
      received: `It compares “${nodes.get(real)!.name}” with “${nodes.get(generated)!.name}”.`,
      expected: 'A VAE-GAN compares the data with what the latent decodes to.',
      where: 'on the pictures',
    }),
  ];
}
