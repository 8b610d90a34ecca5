/** Anomalies: samples scored by how badly the network knows them. */
import { definePanel } from './panel.ts';
import { isImpossible } from '../wire/explore/info.ts';

export const anomalies = definePanel({
  kind: 'anomalies',
  title: 'Anomalies',
  summary: 'Which samples are unlike what the network has learned, and by how much.',
  fields: {},
  refuse: ({ output, latent }) => (isImpossible(output) && isImpossible(latent) ? output.impossible : null),
});
