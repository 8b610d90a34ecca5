/** What the templates teach that learn from tables: mixed columns, missing cells, unusual rows. */
import type { TemplateInfo } from '../wire/studio.ts';

export const tableTemplates = [
  {
    id: 'table-autoencoder',
    title: 'Table autoencoder',
    group: 'Tables',
    summary: 'Penguins, measured: numbers and categories of each row through three values and back.',
    teaches:
      'A row of a table mixes numbers, which are compared by their squared error, and categories, which come out as probabilities. Three values are enough to say species, island, sex and four measurements nearly right, for they hang together: whoever has a long flipper is heavy.',
    tryNext:
      'Look at the latent map, coloured by error, and see which rows lie alone. Give the latent one value, or weigh a column more under Data › Columns.',
    expected:
      'Most categories right, numbers a fraction of a standard deviation off. Your own CSV takes the penguins’ place: drop it on the window.',
  },
  {
    id: 'table-missing-values',
    title: 'Table with missing values',
    group: 'Tables',
    summary:
      'Fills in missing cells: two of five known cells are hidden at every step, and have to be guessed from the others.',
    teaches:
      'Whoever has to guess hidden cells must learn how columns depend on each other. The Mask tells the network which cells are known; missing ones never count in the loss. In Explore › Fill in, blank any cell and see the guess, with its probability where it is a category.',
    tryNext: 'Export the filled table there. Hide more cells, or fewer, and see what becomes of “Categories right”.',
    expected:
      'With 30 % of the penguins’ cells missing, a deviation of 0.47 for numbers (columns’ means: 1.00, five nearest neighbours: 0.71) and 79 % of categories right (most frequent: 50 %, neighbours: 72 %).',
  },
  {
    id: 'table-anomaly',
    title: 'Table anomaly',
    group: 'Tables',
    summary: 'Learns one species of penguins alone: rows that it cannot give back well are something else.',
    teaches:
      'Trained on Adelie penguins only (Data › Split), the network knows how their measurements hang together. A gentoo has every measurement in a place that an Adelie could have, but not together; the error of its row says so.',
    tryNext: 'Train on another species, or on your own table with rows that you know to be usual.',
    expected: 'In Explore › Anomalies, other species tend to stand on top.',
  },
] as const satisfies readonly TemplateInfo[];
