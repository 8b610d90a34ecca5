/** Interpolate: between two samples, or four, through the latent space. */
import { definePanel } from './panel.ts';
import { isImpossible } from '../wire/explore/info.ts';

export const interpolate = definePanel({
  kind: 'interpolate',
  title: 'Interpolate',
  summary: 'The way from one sample to another through the latent space.',
  fields: {},
  refuse: ({ latent, decodes }) =>
    isImpossible(latent) ? latent.impossible : isImpossible(decodes) ? decodes.impossible : null,
});
