/**
 * Adversarial autoencoder: reconstruction, while a discriminator makes the latents look like noise that one can draw from
 * (Makhzani et al. 2015).
 */
import { addLatentDiscriminator } from '../graph/add-discriminator.ts';
import type { Rivals } from '../graph/discriminator.ts';
import type { Project } from '../graph/document.ts';
import { inferNodes } from '../graph/infer.ts';
import { ancestorsOf, indexGraph } from '../graph/order.ts';
import type { Problem } from '../graph/problem.ts';
import { changeParams, withGraph } from '../graph/rewire.ts';
import type { Params } from '../layers/fields.ts';
import { formatShape } from '../layers/layer.ts';
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
import { checkCodesLearn } from './latent-kind.ts';
import { defineObjective } from './objective.ts';
import { adviseReconstruction, checkLoss, reconstructionFields } from './reconstruction-loss.ts';

const fields = {
  ...reconstructionFields,
  adversarialWeight: {
    type: 'number',
    label: 'Weight of the rivals',
    help: 'How much fooling the discriminator counts beside the reconstruction; raise it while the latents do not look like the noise.',
    default: 0.05,
    min: 0,
    max: 1000,
  },
  ...adversarialFields,
} as const;

export type AdversarialAutoencoderParams = Params<typeof fields>;

export const adversarialAutoencoder = defineObjective({
  kind: 'adversarialAutoencoder',
  title: 'Adversarial autoencoder',
  summary:
    'An autoencoder whose latents a discriminator compares with noise: they come to fill the same region, so that noise decodes to new samples.',
  ends: ['output', 'verdict'],
  latent: 'needed',
  target: 'input',
  watch: 'last',
  terms: {
    reconstruction: {
      title: 'Reconstruction',
      help: 'How far reconstructions are from the samples, by the loss that is chosen; less is better.',
    },
    ...adversarialTerms,
  },
  fields,
  check(params, project) {
    const { rivals, problems } = rivalsOrProblems(project);
    const always = [...checkLoss(params, project), ...checkCodesLearn(project)];
    if (!rivals) return [...problems, ...always];
    return [...checkCode(project, rivals), ...checkDiscriminator(params, project, rivals), ...always];
  },
  advise: (params, project) => `${adviseReconstruction(params, project)} ${adviseAdversarial(params)}`,
  findings: adversarialFindings,
  adopt: (project) => withDiscriminatorIfNone(project, addLatentDiscriminator),
});

/** Real is noise, generated is the latent, before anything is decoded. */
function checkCode(project: Project, { real, generated, latent }: Rivals): readonly Problem[] {
  const { graph } = project;
  const { nodes } = indexGraph(graph);
  const name = (id: string): string => `“${nodes.get(id)!.name}”`;
  const prior = [real, ...ancestorsOf(graph, real)].find((id) => nodes.get(id)!.kind === 'noise');
  if (prior === undefined || latent === null) {
    return [
      wrongDiscriminator(project, addLatentDiscriminator, {
        received: `It compares ${name(real)} with ${name(generated)}.`,
        expected: 'An adversarial autoencoder compares Noise with the latent.',
        where: 'on the latent',
      }),
    ];
  }
  const inferred = inferNodes(graph);
  const [drawn, code] = [inferred.get(real)!.output, inferred.get(generated)!.output];
  if (real !== prior || !drawn || !code || String(drawn) === String(code)) return [];
  return [
    {
      id: 'rivals:prior',
      severity: 'error',
      title: 'Noise and latent differ in shape',
      received: `${name(prior)} is ${formatShape(drawn)}; ${name(generated)} is ${formatShape(code)}.`,
      expected: 'The noise stands for what latents should look like, so it has their shape.',
      action: `Set the shape of ${name(prior)} to ${formatShape(code)}.`,
      nodes: [prior, generated],
      fixes: [
        {
          id: 'shape',
          label: `Give ${name(prior)} the shape ${formatShape(code)}`,
          detail: `The shape of ${name(prior)} becomes ${formatShape(code)}; it was ${formatShape(drawn)}.`,
          apply: (before) => withGraph(before, changeParams(before.graph, prior, { shape: [...code] })),
          nodes: [prior],
        },
      ],
    },
  ];
}
