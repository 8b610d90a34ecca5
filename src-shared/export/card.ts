/** Model card: what a network is, in words, for whoever gets it. Owns its words as a format. */
import { defineExport } from './format.ts';

export const card = defineExport({
  id: 'card',
  title: 'Model card',
  audience: 'people who decide whether to use it',
  summary: 'A page of Markdown: what the network is, what it has learned from, how well, its layers, its limits.',
  ending: '.md',
  takes: 'run',
  fields: {},
  tolerance: () => null,
  refuse: () => null,
});
