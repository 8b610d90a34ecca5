/** Vector-quantised: the latent is made of codes from a learned codebook, as words are of letters. */
import type { Params } from '../layers/fields.ts';
import { defineObjective } from './objective.ts';
import { checkLatentKind, latentOf, latentSize, withLatentKind } from './latent-kind.ts';
import { describeCodes, termOf } from './latent-use.ts';
import { adviseReconstruction, checkLoss, reconstructionFields } from './reconstruction-loss.ts';

const fields = {
  ...reconstructionFields,
  commitment: {
    type: 'number',
    label: 'Commitment',
    help: 'How strongly the encoder is held near the codes that it chose; 0.25 is usual, from 0.1 to 2 all work.',
    default: 0.25,
    min: 0,
    max: 100,
  },
} as const;

export type QuantisedParams = Params<typeof fields>;

/** Van den Oord, Vinyals, Kavukcuoglu 2017 (arXiv:1711.00937), equation 3. */
export const quantised = defineObjective({
  kind: 'quantised',
  title: 'Vector-quantised',
  summary:
    'Learns a codebook: each position of the latent becomes the nearest of its entries. Sharp reconstructions, and codes to count and to model. The VQ-VAE.',
  ends: ['output'],
  latent: 'needed',
  target: 'input',
  watch: 'loss',
  terms: {
    reconstruction: {
      title: 'Reconstruction',
      help: 'The loss between sample and reconstruction alone; less is better.',
    },
    commitment: {
      title: 'Commitment',
      help: 'Mean squared distance of what the encoder gives from the codes that it becomes, without its weight; should stay small.',
    },
    perplexity: {
      title: 'Codebook perplexity',
      help: 'As if so many codes were used alike in a batch; near 1 the codebook has collapsed, more is better.',
      unit: 'count',
    },
    usedCodes: {
      title: 'Codes in use',
      help: 'Share of the codebook that a batch uses at least once; codes that no batch uses are dead.',
      unit: 'share',
    },
  },
  fields,
  check: (params, project) => [
    ...checkLatentKind(project, 'quantised', 'A vector-quantised objective needs a codebook in the latent.'),
    ...checkLoss(params, project),
  ],
  advise(params, project) {
    const places = latentSize(project);
    const one =
      places === 1
        ? ' Here a whole sample becomes a single code, which is clustering: put the latent where there is still a picture (height × width × channels), so that every position gets its own.'
        : '';
    return `Codes suit pictures with many small parts: the latent keeps its height and width, and each position is one code.${one} ${adviseReconstruction(params, project)}`;
  },
  findings(epochs, _params, project) {
    const last = epochs.at(-1);
    const latent = latentOf(project);
    if (!last || !latent || last.epoch < 2) return [];
    const [perplexity, usedCodes] = [termOf(last, 'perplexity'), termOf(last, 'usedCodes')];
    if (perplexity === null || usedCodes === null) return [];
    const positions = latentSize(project);
    const places = positions === null ? null : positions * project.training.batchSize;
    return describeCodes({ perplexity, usedCodes, codes: Number(latent.params['codes']), places });
  },
  adopt: (project) => withLatentKind(project, 'quantised'),
});
