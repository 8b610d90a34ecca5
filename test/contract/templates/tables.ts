/** Templates that learn from the rows of a table. */
import { defaultTable } from '#shared/graph/data-forms.ts';
import { wholeSplit, type Project } from '#shared/graph/document.ts';
import { dense, Drawing, output } from './drawing.ts';

const source = { kind: 'builtin', name: 'penguins' } as const;

export const tableTemplates = {
  'table-autoencoder': (title: string): Project => {
    const drawing = new Drawing('table-autoencoder', title, 'rows');
    drawing.data({ source }).training({ epochs: 100, batchSize: 32, learningRate: 0.003 });
    const encoder = [dense(32), dense(3, 'linear'), ['latent'] as const];
    drawing.chain([], ['input', { shape: [12] }], ...encoder, dense(32), dense(12, 'linear'), output);
    return drawing.tidied();
  },
  // Every cell may be the one that is missing: half of them are hidden at every step.
  'table-missing-values': (title: string): Project => {
    const drawing = new Drawing('table-missing-values', title, 'rows', { hide: 0.4 });
    drawing.data({ source }).training({ epochs: 300, batchSize: 32, learningRate: 0.002 });
    const seen = drawing.add([], 'input', { shape: [12] });
    const known = drawing.add([], 'mask', { shape: [12] });
    const both = drawing.add([seen, known], 'concatenate', {}, 'Row and mask');
    drawing.chain(both, dense(64), dense(8, 'linear'), ['latent'], dense(64), dense(12, 'linear'), output);
    return drawing.tidied();
  },
  'table-anomaly': (title: string): Project => {
    const drawing = new Drawing('table-anomaly', title, 'rows');
    const table = { ...defaultTable, label: 'Species', columns: { Island: { type: 'ignore' as const } } };
    drawing
      .data({ source, table, split: { ...wholeSplit, testFraction: 0.2, trainLabels: ['Adelie'] } })
      .training({ epochs: 300, batchSize: 16, learningRate: 0.003 });
    const encoder = [dense(16), dense(2, 'linear'), ['latent'] as const];
    drawing.chain([], ['input', { shape: [6] }], ...encoder, dense(16), dense(6, 'linear'), output);
    return drawing.tidied();
  },
} as const;
