/** Pictures of the graph, as it stands on the canvas. Owns their words and options. */
import { defineExport } from './format.ts';

const fields = {
  theme: {
    type: 'choice',
    label: 'Colours',
    help: 'Those of the light window or of the dark one.',
    default: 'light',
    options: [
      { value: 'light', label: 'Light' },
      { value: 'dark', label: 'Dark' },
    ],
  },
} as const;

const common = {
  takes: 'run',
  fields,
  tolerance: () => null,
  refuse: () => null,
} as const;

export const svg = defineExport({
  id: 'svg',
  title: 'Picture of the graph, SVG',
  audience: 'papers and web sites',
  summary: 'The graph as it stands on the canvas, sharp at every size; its words stay words.',
  ending: '.svg',
  ...common,
});

export const png = defineExport({
  id: 'png',
  title: 'Picture of the graph, PNG',
  audience: 'slides and messages',
  summary: 'The graph as it stands on the canvas, as pixels, twice as many as on the screen.',
  ending: '.png',
  ...common,
});
