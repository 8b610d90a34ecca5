/** Sample: new pictures from drawn, chosen or calculated latents. */
import { definePanel } from './panel.ts';
import { isImpossible } from '../wire/explore/info.ts';

export const sample = definePanel({
  kind: 'sample',
  title: 'Sample',
  summary: 'New samples: drawn, steered by sliders, or made by adding and taking away what groups have in common.',
  fields: {},
  refuse: ({ decodes }) => (isImpossible(decodes) ? decodes.impossible : null),
});
