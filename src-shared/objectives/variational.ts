/** Variational: a distribution over latents that decodes to the sample and stays near a standard normal, to generate from. */
import { hasLimits, rangeWords } from '../graph/output-range.ts';
import type { Project } from '../graph/document.ts';
import type { Problem } from '../graph/problem.ts';
import { choice } from '../layers/fields-common.ts';
import type { Params } from '../layers/fields.ts';
import { defineObjective } from './objective.ts';
import { checkLatentKind, latentSize, withLatentKind } from './latent-kind.ts';
import { activeFrom, describeCollapse, termOf } from './latent-use.ts';
import { checkLoss } from './reconstruction-loss.ts';

const fields = {
  /** Called as in the other objectives, so that a loss that was chosen there stays. */
  loss: choice({
    label: 'Likelihood',
    help: 'How likely a sample is, given what was decoded; summed over all its values.',
    default: 'binaryCrossentropy',
    options: {
      binaryCrossentropy: 'Bernoulli (binary cross-entropy)',
      meanSquaredError: 'Squared error',
      gaussian: 'Gaussian, fixed spread',
      fittedGaussian: 'Gaussian, fitted spread',
    },
  }),
  standardDeviation: {
    type: 'number',
    label: 'Spread',
    when: { setting: 'loss', is: ['gaussian'] },
    help: 'Standard deviation of the data around what is decoded, in their own units; the smaller, the more the reconstruction counts against the KL.',
    default: 0.1,
    min: 0.001,
    max: 100,
  },
  beta: {
    type: 'number',
    label: 'Beta',
    help: 'Weight of the KL divergence: 1 is the VAE itself, more keeps latents apart and simple, less reconstructs better.',
    default: 1,
    min: 0,
    max: 1000,
  },
  annealingEpochs: {
    type: 'integer',
    label: 'KL annealing',
    help: 'Over so many epochs beta rises from 0 to its value, so that the decoder learns to use the latent first; 0: from the start in full.',
    default: 0,
    min: 0,
    max: 10_000,
  },
  freeBits: {
    type: 'number',
    label: 'Free bits',
    help: 'Nats of KL for each latent value that cost nothing: keeps latents from being given up. 0.05 to 0.5 where they are.',
    default: 0,
    min: 0,
    max: 100,
    advanced: true,
  },
} as const;

export type VariationalParams = Params<typeof fields>;

/** Annealed, the training loss of early epochs is smaller for another reason than being better. */
function checkAnnealing({ annealingEpochs }: VariationalParams, project: Project): readonly Problem[] {
  const { epochs, validationFraction } = project.training;
  if (annealingEpochs === 0) return [];
  if (annealingEpochs >= epochs)
    return [
      {
        id: 'annealing:long',
        severity: 'warning',
        title: 'Beta does not reach its value',
        received: `KL annealing takes ${annealingEpochs} epochs of ${epochs}.`,
        expected: 'Beta should stand at its full value for some epochs at least.',
        action: 'Anneal for fewer epochs, or train for longer.',
        nodes: [],
        fixes: [
          {
            id: 'shorten',
            label: `Anneal for ${Math.floor(epochs / 2)} epochs`,
            detail: 'KL annealing takes the first half of the training.',
            apply: (before) => ({
              ...before,
              objective: {
                ...before.objective,
                params: { ...before.objective.params, annealingEpochs: Math.floor(epochs / 2) },
              },
            }),
            nodes: [],
          },
        ],
      },
    ];
  if (validationFraction > 0) return [];
  return [
    {
      id: 'annealing:best',
      severity: 'warning',
      title: 'The best epoch cannot be told',
      received: 'Beta rises during training, and no samples are kept to validate on.',
      expected: 'Losses under different betas cannot be compared; validation always counts with the full one.',
      action: 'Keep some samples to validate on.',
      nodes: [],
      fixes: [
        {
          id: 'validate',
          label: 'Validate on 10 % of the samples',
          detail: 'Under Training, a tenth of the samples is kept aside to validate on.',
          apply: (before) => ({ ...before, training: { ...before.training, validationFraction: 0.1 } }),
          nodes: [],
        },
      ],
    },
  ];
}

const adviceOnLoss: Readonly<Record<VariationalParams['loss'], (project: Project) => string>> = {
  binaryCrossentropy: () =>
    'Bernoulli takes each value as a probability: right for ink on paper, and the usual choice for digits.',
  meanSquaredError: () =>
    'Squared error is a Gaussian of variance ½ without its constant: a weak pull on the pixels, under which fine detail may give way to the KL. Then lower beta, or use a Gaussian.',
  gaussian: (project) =>
    `A Gaussian suits measured values. Its spread decides how much detail pays for its KL; ${hasLimits(project) ? `values lie in ${rangeWords(project)}, so 0.05 to 0.2 is usual` : 'values are scaled to a deviation of 1, so 0.2 to 1 is usual'}.`,
  fittedGaussian: () =>
    'Here the spread is fitted to each batch, which strikes the balance with the KL by itself; then leave beta at 1.',
};

function adviseBeta({ beta, annealingEpochs, freeBits }: VariationalParams): string {
  if (beta === 0)
    return 'With beta 0 nothing keeps the latents near the prior: it reconstructs, but samples mean little.';
  if (beta < 1) return 'Beta below 1 reconstructs better and samples worse.';
  if (beta > 1)
    return `Beta above 1 (beta-VAE) makes latent values independent and often meaningful, at the cost of blur; from 2 to 10 is usual.${
      annealingEpochs === 0 && freeBits === 0 && beta > 4
        ? ' So strong a pull can make latents collapse: anneal it.'
        : ''
    }`;
  return 'Beta 1 is the variational autoencoder itself; its loss is the negative ELBO.';
}

/** Kingma, Welling 2014 (arXiv:1312.6114); beta: Higgins et al. 2017; free bits: Kingma et al. 2016 (arXiv:1606.04934). */
export const variational = defineObjective({
  kind: 'variational',
  title: 'Variational',
  summary:
    'Learns a smooth latent space to generate from: each sample becomes a small cloud of latents, and all clouds together fill a normal distribution. The VAE.',
  ends: ['output'],
  latent: 'needed',
  target: 'input',
  watch: 'loss',
  terms: {
    reconstruction: {
      title: 'Reconstruction',
      help: 'How unlikely the sample is, given what was decoded, summed over its values; less is better. As squared error, its constant is left out.',
      unit: 'nats',
    },
    kl: {
      title: 'KL divergence',
      help: 'How far the latents’ distributions are from the prior: the information that the latent carries of a sample. Neither 0 nor large.',
      unit: 'nats',
    },
    elbo: {
      title: 'Negative ELBO',
      help: 'Reconstruction + KL, without beta: a bound on how unlikely the sample is under the model; less is better.',
      unit: 'nats',
    },
    activeUnits: {
      title: 'Active latents',
      help: `How many latent values carry information: a KL above ${activeFrom} nats on average. 0 is posterior collapse.`,
      unit: 'count',
    },
  },
  fields,
  check: (params, project) => [
    ...checkLatentKind(project, 'variational', 'A variational objective draws latents from a mean and a spread.'),
    ...checkLoss({ loss: params.loss === 'binaryCrossentropy' ? params.loss : 'meanSquaredError' }, project),
    ...checkAnnealing(params, project),
  ],
  advise: (params, project) => `${adviceOnLoss[params.loss](project)} ${adviseBeta(params)}`,
  findings(epochs, { annealingEpochs }, project) {
    const last = epochs.at(-1);
    if (!last || last.epoch < 2 || last.epoch <= annealingEpochs) return [];
    const [kl, activeUnits] = [termOf(last, 'kl'), termOf(last, 'activeUnits')];
    if (kl === null || activeUnits === null) return [];
    return describeCollapse({ kl, activeUnits, size: latentSize(project) });
  },
  adopt: (project) => withLatentKind(project, 'variational'),
});
