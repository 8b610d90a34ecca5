/** Reconstruct: originals, what the network is fed, what it makes of them, and the error between. */
import { definePanel } from './panel.ts';
import { isImpossible } from '../wire/explore/info.ts';

export const reconstruct = definePanel({
  kind: 'reconstruct',
  title: 'Reconstruct',
  summary: 'What the network makes of samples, how far off it is, and how it got there epoch by epoch.',
  fields: {},
  refuse: ({ output }) => (isImpossible(output) ? output.impossible : null),
});
