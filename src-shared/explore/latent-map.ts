/** Latent map: all samples by their latents, projected to the plane. Owns the settings, and what a map can be coloured by. */
import { definePanel } from './panel.ts';
import { dataParts } from './parts.ts';
import { isImpossible } from '../wire/explore/info.ts';

export const mapParts = ['all', ...dataParts] as const;
export type MapPart = (typeof mapParts)[number];

export const latentMap = definePanel({
  kind: 'latentMap',
  title: 'Latent map',
  summary: 'Every sample as a point by what the network makes of it; click anywhere to decode.',
  fields: {
    axes: {
      type: 'choice',
      label: 'Axes',
      help: 'Latent values show the space as it is. PCA turns it so that most of the spread is seen. UMAP and t-SNE keep neighbours together; their distances over long ways mean little.',
      default: 'latent',
      options: [
        { value: 'latent', label: 'Latent values' },
        { value: 'pca', label: 'PCA' },
        { value: 'umap', label: 'UMAP' },
        { value: 'tsne', label: 't-SNE' },
      ],
    },
    x: {
      type: 'integer',
      label: 'To the right',
      help: 'Which latent value, counted from 1, grows to the right.',
      ...{ default: 1, min: 1, max: 1_000_000 },
      when: { setting: 'axes', is: ['latent'] },
    },
    y: {
      type: 'integer',
      label: 'Upwards',
      help: 'Which latent value, counted from 1, grows upwards.',
      ...{ default: 2, min: 1, max: 1_000_000 },
      when: { setting: 'axes', is: ['latent'] },
    },
    neighbours: {
      type: 'integer',
      label: 'Neighbours',
      help: 'How many neighbours each sample is kept near to. Few show fine structure, many the whole.',
      ...{ default: 15, min: 2, max: 100 },
      when: { setting: 'axes', is: ['umap'] },
    },
    minDistance: {
      type: 'number',
      label: 'Least distance',
      help: 'How densely samples may lie: small values make tight groups.',
      ...{ default: 0.1, min: 0, max: 0.99 },
      when: { setting: 'axes', is: ['umap'] },
    },
    perplexity: {
      type: 'integer',
      label: 'Perplexity',
      help: 'About how many neighbours each sample has.',
      ...{ default: 30, min: 2, max: 100 },
      when: { setting: 'axes', is: ['tsne'] },
    },
    color: {
      type: 'choice',
      label: 'Colour',
      help: 'What the colour of a point says of its sample.',
      default: 'label',
      options: [
        { value: 'label', label: 'Label' },
        { value: 'error', label: 'Reconstruction error' },
        { value: 'divergence', label: 'Divergence from the prior' },
        { value: 'part', label: 'Part of the data' },
        { value: 'latent', label: 'Latent value' },
      ],
    },
    colorLatent: {
      type: 'integer',
      label: 'Coloured by latent value',
      help: 'Which latent value, counted from 1, gives the colour.',
      ...{ default: 1, min: 1, max: 1_000_000 },
      when: { setting: 'color', is: ['latent'] },
    },
    part: {
      type: 'choice',
      label: 'Samples',
      help: 'Which samples are on the map: samples that were not trained on show how well it generalises.',
      default: 'all',
      options: [
        { value: 'all', label: 'All' },
        { value: 'train', label: 'Training' },
        { value: 'validation', label: 'Validation' },
        { value: 'test', label: 'Test' },
      ],
    },
    manifold: {
      type: 'boolean',
      label: 'Decoded grid',
      help: 'Draws under the points what the network makes of every place on the map.',
      default: false,
    },
    grid: {
      type: 'integer',
      label: 'Pictures along the longer side',
      help: 'How fine the decoded grid is.',
      ...{ default: 20, min: 5, max: 40 },
      when: { setting: 'manifold', is: [true] },
    },
  },
  refuse: ({ latent }) => (isImpossible(latent) ? latent.impossible : null),
});

export type MapColor = 'label' | 'error' | 'divergence' | 'part' | 'latent';
export type MapAxes = 'latent' | 'pca' | 'umap' | 'tsne';
