/** Image pairs: the output is compared with a second picture, which belongs to the one that comes in. */
import type { Problem } from '../graph/problem.ts';
import type { Project } from '../graph/document.ts';
import { defineObjective } from './objective.ts';
import { adviseReconstruction, checkReconstruction, reconstructionFields } from './reconstruction-loss.ts';

export const pairs = defineObjective({
  kind: 'pairs',
  title: 'Image pairs',
  summary:
    'Learns to turn one picture into another: grey into colour, blurred into sharp, photograph into drawing. From two folders of pictures with the same names.',
  forms: ['image'],
  ends: ['output'],
  latent: 'unused',
  target: 'pair',
  watch: 'loss',
  terms: {},
  fields: reconstructionFields,
  check: (params, project) => [...checkData(project), ...checkReconstruction(params, project)],
  advise: (params, project) =>
    `The output is compared with the second picture of each pair, so it has that one’s size and colours. ${adviseReconstruction(params, project)}`,
});

function checkData({ data: { source } }: Project): readonly Problem[] {
  if (source === null || source.kind === 'imagePairs') return [];
  return [
    {
      id: 'pairs:data',
      severity: 'error',
      title: 'The data are no pairs of pictures',
      received: 'The data are single pictures.',
      expected: 'Two folders: pictures that come in, and under the same names pictures that should come out.',
      action: 'Choose pairs of pictures under Data, or another objective.',
      nodes: [],
      fixes: [],
    },
  ];
}
