/** Latent map: all samples by their latents, projected to the plane. */
import { definePanel } from './panel.ts';
import { isImpossible } from '../wire/explore/info.ts';

export const latentMap = definePanel({
  kind: 'latentMap',
  title: 'Latent map',
  summary: 'Every sample as a point by what the network makes of it; click anywhere to decode.',
  fields: {},
  refuse: ({ latent }) => (isImpossible(latent) ? latent.impossible : null),
});
