/** Denoise: the network sees samples with noise in them and is compared with the clean ones. */
import type { Project } from '../graph/document.ts';
import { hasLimits } from '../graph/output-range.ts';
import type { Problem } from '../graph/problem.ts';
import { choice } from '../layers/fields-common.ts';
import type { Params } from '../layers/fields.ts';
import { defineObjective } from './objective.ts';
import { adviseReconstruction, checkReconstruction, reconstructionFields } from './reconstruction-loss.ts';

const noiseFields = {
  noise: choice({
    label: 'Noise',
    help: 'What is done to each sample before the network sees it, anew at every step.',
    default: 'gaussian',
    options: {
      gaussian: 'Gaussian',
      saltAndPepper: 'Salt and pepper',
      masking: 'Masking',
    },
  }),
  standardDeviation: {
    type: 'number',
    label: 'Standard deviation',
    when: { setting: 'noise', is: ['gaussian'] },
    help: 'How strong the noise is, as a share of the range from black to white; 0.4 is hard for the eye, and usual.',
    default: 0.4,
    min: 0,
    max: 10,
  },
  share: {
    type: 'number',
    label: 'Share of pixels',
    when: { setting: 'noise', is: ['saltAndPepper', 'masking'] },
    help: 'How many of the pixels are changed, from 0 (none) to 1 (all).',
    default: 0.3,
    min: 0,
    max: 1,
  },
} as const;

const fields = { ...noiseFields, ...reconstructionFields };

export type DenoiseParams = Params<typeof fields>;

const adviceOn: Readonly<Record<DenoiseParams['noise'], string>> = {
  gaussian:
    'Gaussian noise shifts every value a little, as a dark photograph’s sensor does; what leaves the data’s range is cut off.',
  saltAndPepper:
    'Salt and pepper turns some pixels fully black or white and leaves the others, as bad transmission does.',
  masking:
    'Masking turns some pixels black: to fill them in, the network must learn how pixels depend on each other. To tell it where they are missing, use Missing pixels instead.',
};

export const denoise = defineObjective({
  kind: 'denoise',
  title: 'Denoise',
  summary: 'Learns to clean: noise goes in with each sample, and the clean sample is what should come out.',
  ends: ['output'],
  latent: 'wanted',
  target: 'input',
  watch: 'loss',
  terms: {},
  fields,
  check: (params, project) => [...checkReconstruction(params, project), ...checkExtremes(params, project)],
  advise: (params, project) =>
    `${adviceOn[params.noise]} What resists noise says more of the data than a copy: features are often better than a plain autoencoder’s, and the bottleneck may be wide. ${adviseReconstruction(params, project)}`,
});

/** Values without limits have no extremes that salt and pepper could be. */
function checkExtremes({ noise }: DenoiseParams, project: Project): readonly Problem[] {
  if (noise !== 'saltAndPepper' || hasLimits(project)) return [];
  return [
    {
      id: 'denoise:extremes',
      severity: 'error',
      title: 'Salt and pepper needs data with limits',
      received: 'The data take any values.',
      expected: 'Salt and pepper are the least and the greatest value that there can be: black and white.',
      action: 'Use gaussian noise or masking, or scale the data to a range under Data.',
      nodes: [],
      fixes: [
        {
          id: 'gaussian',
          label: 'Use gaussian noise',
          detail: 'The noise becomes gaussian.',
          apply: (before) => ({
            ...before,
            objective: { ...before.objective, params: { ...before.objective.params, noise: 'gaussian' } },
          }),
          nodes: [],
        },
      ],
    },
  ];
}
