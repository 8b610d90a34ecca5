/** Fill in: what the network puts where a part of a picture is missing. */
import { definePanel } from './panel.ts';
import { isImpossible } from '../wire/explore/info.ts';

export const fillIn = definePanel({
  kind: 'fillIn',
  title: 'Fill in',
  summary: 'Paint a hole into a picture and let the network fill it.',
  fields: {},
  refuse: ({ output }) => (isImpossible(output) ? output.impossible : null),
});
