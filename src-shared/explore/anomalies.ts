/** Anomalies: samples scored by how badly the network knows them. */
import { findObjective } from '../objectives/index.ts';
import { choice } from '../layers/fields-common.ts';
import { isImpossible } from '../wire/explore/info.ts';
import { measureTitles } from './anomaly-scores.ts';
import { definePanel } from './panel.ts';

/** Share of training samples below the threshold that is suggested. */
export const suggestedShare = 0.95;

export const anomalies = definePanel({
  kind: 'anomalies',
  title: 'Anomalies',
  summary: 'Which samples are unlike what the network has learned, and by how much.',
  fields: {
    part: choice({
      label: 'Samples',
      help: 'Labels that were left out of training are all among the test samples.',
      default: 'test',
      options: { train: 'Training', validation: 'Validation', test: 'Test' },
    }),
    by: choice({
      label: 'Score',
      help: 'Error: how badly a sample is given back. Latent distance: how far its latent is from those of the training samples (Mahalanobis). Both: the sum of the two, each in standard deviations.',
      default: 'error',
      options: measureTitles,
    }),
    normal: {
      type: 'labels',
      label: 'Usual labels',
      help: 'Samples with other labels are the unusual ones. Without any chosen, those that were trained on.',
      default: [],
    },
    marked: {
      type: 'samples',
      label: 'Marked samples',
      help: 'Picked on the latent map as anomalies.',
      default: [],
    },
    against: choice({
      label: 'Anomalies',
      help: 'What is truly unusual, to hold the score against: samples with other labels than the usual ones, or those that were marked on the latent map.',
      default: 'labels',
      options: { labels: 'By label', marked: 'As marked' },
    }),
    choosesThreshold: {
      type: 'boolean',
      label: 'Own threshold',
      help: 'Otherwise the one that leaves 95 % of the training samples below.',
      default: false,
    },
    threshold: {
      type: 'number',
      label: 'Threshold',
      help: 'Samples with a higher score are flagged.',
      ...{ default: 0, min: -1e12, max: 1e12 },
    },
    invert: {
      type: 'boolean',
      label: 'Invert given pictures',
      help: 'Dark becomes light: for scans of ink, when the network knows light strokes on black.',
      default: false,
    },
  },
  refuse({ made, latent, objective }) {
    if (findObjective(objective)?.target === 'none')
      return 'The network makes samples from noise and is given none, so that it says nothing of a sample.';
    return isImpossible(made) && isImpossible(latent) ? made.impossible : null;
  },
});
