/** Reconstruct: the output is compared with the input itself. */
import { defineObjective } from './objective.ts';
import { adviseReconstruction, checkReconstruction, reconstructionFields } from './reconstruction-loss.ts';

export const reconstruct = defineObjective({
  kind: 'reconstruct',
  title: 'Reconstruct',
  summary: 'Learns to give back what came in, through the bottleneck. The plain autoencoder.',
  ends: ['output'],
  latent: 'wanted',
  target: 'input',
  watch: 'loss',
  terms: {},
  fields: reconstructionFields,
  check: checkReconstruction,
  advise: adviseReconstruction,
});
