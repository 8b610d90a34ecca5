/** Fill in: what the network puts where a part of a picture is missing. */
import { findObjective } from '../objectives/index.ts';
import { isImpossible, type ExploreInfo } from '../wire/explore/info.ts';
import { definePanel } from './panel.ts';

export const fillStarts = ['mean', 'diffusion', 'noise', 'black'] as const;
export type FillStart = (typeof fillStarts)[number];

export const fillIn = definePanel({
  kind: 'fillIn',
  title: 'Fill in',
  summary: 'Paint a hole into a picture and let the network fill it.',
  fields: {
    brush: {
      type: 'integer',
      label: 'Brush size',
      help: 'Its diameter, in percent of the picture’s shorter side.',
      ...{ default: 14, min: 1, max: 60 },
    },
    start: {
      type: 'choice',
      label: 'Starts from',
      help: 'What stands in the hole when the network sees it first: the data’s mean picture, the surroundings spread evenly, random values, or black.',
      default: 'mean',
      options: [
        { value: 'mean', label: 'Mean picture' },
        { value: 'diffusion', label: 'Surroundings' },
        { value: 'noise', label: 'Noise' },
        { value: 'black', label: 'Black' },
      ],
    },
    iterations: {
      type: 'integer',
      label: 'Steps',
      help: 'How often the hole is filled with the network’s output and the whole fed to it again. It ends earlier once nothing changes.',
      ...{ default: 20, min: 1, max: 500 },
    },
    damping: {
      type: 'number',
      label: 'Damping',
      help: 'How much of the fill before stays at each step, from 0 (none) to 0.95: slower, and steadier where it would swing.',
      ...{ default: 0, min: 0, max: 0.95 },
    },
    draws: {
      type: 'integer',
      label: 'Fills',
      help: 'How many are made at once, each with random numbers of its own; 1 takes a variational latent’s mean.',
      ...{ default: 4, min: 1, max: 8 },
    },
    seed: {
      type: 'integer',
      label: 'Seed',
      help: 'The same seed gives the same fills, and the same random holes.',
      ...{ default: 1, min: 0, max: 4_294_967_295 },
    },
  },
  refuse: ({ output, made, form, objective }) => {
    const filled = form.kind === 'table' ? made : output;
    if (isImpossible(filled)) return filled.impossible;
    const target = findObjective(objective)?.target;
    if (target === 'pair')
      return 'The network turns one picture into another, so what it gives out does not belong into the hole. Train one that gives back what comes in.';
    if (target !== 'input')
      return 'The network makes pictures from noise alone and looks at none, so it cannot see what is around a hole. Train an autoencoder instead.';
    return null;
  },
});

/** Trained with holes: fed its own kind of hole, and its mask, it fills in one pass. */
export const isTrainedToFill = ({ objective }: Pick<ExploreInfo, 'objective'>): boolean => objective === 'inpaint';

/** Whether several fills of one hole differ: their latents are drawn, or they start from noise. */
export const fillsVary = (info: Pick<ExploreInfo, 'objective' | 'latent'>, start: FillStart): boolean =>
  (!isImpossible(info.latent) && info.latent.kind === 'variational') || (!isTrainedToFill(info) && start === 'noise');
