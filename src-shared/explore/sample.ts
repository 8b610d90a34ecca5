/** Sample: new pictures from drawn, chosen or calculated latents. Owns the settings, and what latents can be drawn from. */
import { definePanel } from './panel.ts';
import { isImpossible, type ExploreInfo } from '../wire/explore/info.ts';

export const sampleSources = ['prior', 'gaussian', 'mixture'] as const;
export type SampleSource = (typeof sampleSources)[number];

export const sample = definePanel({
  kind: 'sample',
  title: 'Sample',
  summary: 'New samples: drawn, steered by sliders, or made by adding and taking away what groups have in common.',
  fields: {
    source: {
      type: 'choice',
      label: 'Drawn from',
      help: 'The prior is what the network was trained to decode. Where there is none, a distribution fitted to the latents of training samples stands in.',
      default: 'prior',
      options: [
        { value: 'prior', label: 'Prior' },
        { value: 'gaussian', label: 'Fitted gaussian' },
        { value: 'mixture', label: 'Fitted mixture' },
      ],
    },
    components: {
      type: 'integer',
      label: 'Components',
      help: 'How many gaussians the mixture has; about one for each kind of sample is a good start.',
      ...{ default: 10, min: 1, max: 32 },
      when: { setting: 'source', is: ['mixture'] },
    },
    covariance: {
      type: 'choice',
      label: 'Covariance',
      help: 'Full follows how latent values go together; diagonal takes each by itself and needs fewer samples.',
      default: 'full',
      options: [
        { value: 'full', label: 'Full' },
        { value: 'diagonal', label: 'Diagonal' },
      ],
      when: { setting: 'source', is: ['gaussian', 'mixture'] },
    },
    count: {
      type: 'integer',
      label: 'Samples',
      help: 'How many are drawn.',
      ...{ default: 36, min: 1, max: 256 },
    },
    seed: {
      type: 'integer',
      label: 'Seed',
      help: 'The same seed draws the same samples.',
      ...{ default: 1, min: 0, max: 4_294_967_295 },
    },
    truncation: {
      type: 'choice',
      label: 'Truncation',
      help: 'Truncated draws again what lies further out than the limit; scaled pulls everything in by it. Both trade variety for likeness.',
      default: 'none',
      options: [
        { value: 'none', label: 'None' },
        { value: 'truncated', label: 'Truncated' },
        { value: 'scaled', label: 'Scaled' },
      ],
    },
    limit: {
      type: 'number',
      label: 'Limit',
      help: 'In standard deviations.',
      ...{ default: 1, min: 0.05, max: 4 },
      when: { setting: 'truncation', is: ['truncated', 'scaled'] },
    },
    order: {
      type: 'choice',
      label: 'Sliders',
      help: 'One slider for each latent value, or for each principal component of the training samples’ latents, the largest first.',
      default: 'latent',
      options: [
        { value: 'latent', label: 'Latent values' },
        { value: 'principal', label: 'Principal components' },
      ],
    },
    neighbours: {
      type: 'boolean',
      label: 'Nearest beside each',
      help: 'Beside each sample stands the training sample that looks most like it, so that a copy shows.',
      default: true,
    },
    side: {
      type: 'choice',
      label: 'Change it by',
      help: 'Sliders move single values of the latent; arithmetic adds what sets one group apart from another.',
      default: 'sliders',
      options: [
        { value: 'sliders', label: 'Sliders' },
        { value: 'arithmetic', label: 'Arithmetic' },
      ],
    },
    plus: {
      type: 'integer',
      label: 'Plus the mean of',
      help: 'Number of a label; −1: none, −2: samples chosen by hand.',
      ...{ default: 1, min: -2, max: 65_535 },
    },
    minus: {
      type: 'integer',
      label: 'Minus the mean of',
      help: 'Number of a label; −1: none, −2: samples chosen by hand.',
      ...{ default: 0, min: -2, max: 65_535 },
    },
    strength: {
      type: 'number',
      label: 'Strength',
      help: 'How much of the difference between the two groups is added; negative takes it away.',
      ...{ default: 1, min: -2, max: 2 },
    },
    folderCount: {
      type: 'integer',
      label: 'Pictures in the folder',
      help: 'How many samples are saved as an image folder: the first of them are those on show.',
      ...{ default: 1000, min: 1, max: 100_000 },
    },
  },
  refuse: ({ decodes }) => (isImpossible(decodes) ? decodes.impossible : null),
});

/** What this network's latents can be drawn from; at least one where it decodes at all. */
export function sourcesOf({ latent, noise, prior }: ExploreInfo): readonly SampleSource[] {
  const hasPrior = prior !== null || (isImpossible(latent) && !isImpossible(noise));
  return [
    ...(hasPrior ? (['prior'] as const) : []),
    ...(isImpossible(latent) ? [] : (['gaussian', 'mixture'] as const)),
  ];
}

/** The wanted one where the network has it, else the first that it has. */
export const sourceFor = (info: ExploreInfo, wanted: SampleSource): SampleSource => {
  const sources = sourcesOf(info);
  return sources.includes(wanted) ? wanted : (sources[0] ?? wanted);
};

/** "Normal prior", "Uniform noise": what the prior of this network is called. */
export function priorTitle({ prior, noise }: ExploreInfo): string {
  const distribution = isImpossible(noise) || prior === 'normal' ? 'normal' : noise.distribution;
  const title = distribution === 'uniform' ? 'Uniform' : 'Normal';
  return `${title} ${prior === null ? 'noise' : 'prior'}`;
}
