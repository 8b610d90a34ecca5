/**
 * Adversarial (GAN): a generator makes samples of noise, a discriminator learns to tell them from the data, and each
 * learns from the other (Goodfellow et al. 2014).
 */
import { addPictureDiscriminator } from '../graph/add-discriminator.ts';
import type { Rivals } from '../graph/discriminator.ts';
import type { Project } from '../graph/document.ts';
import { ancestorsOf, indexGraph } from '../graph/order.ts';
import type { Problem } from '../graph/problem.ts';
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
import { defineObjective } from './objective.ts';
import { checkReach } from './reconstruction-loss.ts';

export const adversarial = defineObjective({
  kind: 'adversarial',
  title: 'Adversarial (GAN)',
  summary: 'A generator learns to make pictures out of noise that a discriminator cannot tell from the real ones.',
  ends: ['output', 'verdict'],
  latent: 'unused',
  target: 'none',
  watch: 'last',
  terms: {
    ...adversarialTerms,
    diversity: {
      title: 'Diversity',
      help: 'How much generated samples differ from each other, as a share of how much real ones do: near 100% is wanted, near 0% they have collapsed into one.',
      unit: 'share',
    },
  },
  fields: adversarialFields,
  check(params, project) {
    const { rivals, problems } = rivalsOrProblems(project);
    if (!rivals) return problems;
    return [...checkGenerator(project, rivals), ...checkDiscriminator(params, project, rivals), ...checkReach(project)];
  },
  advise: adviseAdversarial,
  findings: adversarialFindings,
  adopt: (project) => withDiscriminatorIfNone(project, addPictureDiscriminator),
});

/**
 * Generated samples are made of noise: of a Noise, or of noise in the place of the latent, the decoder of an autoencoder
 * then being the generator. And what the Output gives is what is generated.
 */
function checkGenerator(project: Project, { generated, noise, latent, real }: Rivals): readonly Problem[] {
  const { nodes } = indexGraph(project.graph);
  const name = (id: string): string => `“${nodes.get(id)!.name}”`;
  if (nodes.get(real)!.kind === 'noise' || (noise === null && latent === generated)) {
    return [
      wrongDiscriminator(project, addPictureDiscriminator, {
        received: `It compares ${name(real)} with ${name(generated)}.`,
        expected: 'A GAN compares the data with what the generator makes of noise.',
        where: 'on the pictures',
      }),
    ];
  }
  if (noise === null && latent === null) {
    return [
      {
        id: 'rivals:noise',
        severity: 'error',
        title: 'The generator has nothing to make pictures of',
        received: `No Noise and no Latent lead to ${name(generated)}.`,
        expected: 'A generator begins at Noise, or at the Latent, whose place noise then takes.',
        action: `Put Noise before the first layer that leads to ${name(generated)}.`,
        nodes: [generated],
        fixes: [],
      },
    ];
  }
  const output = project.graph.nodes.find(({ kind }) => kind === 'output');
  if (!output || ancestorsOf(project.graph, output.id).has(noise ?? latent!)) return [];
  return [
    {
      id: 'rivals:output',
      severity: 'error',
      title: 'The output does not come from the generator',
      received: `${name(output.id)} is given nothing that is made of ${name(noise ?? latent!)}.`,
      expected: `The Output shows what is generated: it follows ${name(generated)}.`,
      action: `Connect ${name(generated)} to ${name(output.id)}.`,
      nodes: [output.id, generated],
      fixes: [],
    },
  ];
}
